#!/usr/bin/env bash
# Makes sure that the system packages for building and testing are there.
#
# On Debian it installs what is missing; elsewhere it says what is missing and stops with 2.
# `prepare.sh camera` adds what only the virtual machine of the camera rig needs, `prepare.sh peers` what only the
# decoders beside which the scanner is measured.
set -euo pipefail

build=(build-essential git pkg-config cmake nasm mold libclang-dev libssl-dev libtss2-dev
       libwebkit2gtk-4.1-dev libgtk-3-dev librsvg2-dev)
run=(procps xdotool xvfb xauth openbox dbus-x11 libgl1-mesa-dri at-spi2-core x11-utils webkit2gtk-driver postgresql imagemagick
     swtpm swtpm-tools tpm2-tools cups cups-client fonts-noto-cjk)
rig=(qemu-system-x86 cpio kmod xz-utils)
peers=(python3-venv libzbar0)

for tool in cargo node npm; do
    if ! command -v "$tool" >/dev/null; then
        echo "prepare: $tool is missing. Install Rust (rustup) and Node.js 20 or newer first." >&2
        exit 2
    fi
done

distribution() { . /etc/os-release 2>/dev/null && echo "${ID:-unknown}" || echo unknown; }

if [ "${1:-}" = camera ]; then
    if [ "$(distribution)" != debian ]; then
        echo "prepare: the camera rig boots Debian's own kernel and is for Debian only." >&2
        exit 2
    fi
    build=()
    run=("${rig[@]}")
fi

if [ "${1:-}" = peers ]; then
    if [ "$(distribution)" != debian ]; then
        echo "prepare: zbar and Python's venv are installed by hand here; without them scan-bench leaves peers out." >&2
        exit 0
    fi
    build=()
    run=("${peers[@]}")
fi

if [ "$(distribution)" != debian ]; then
    missing=()
    for tool in cc pkg-config cmake nasm mold Xvfb openbox xdpyinfo WebKitWebDriver import swtpm tpm2_pcrread systemd-creds; do
        command -v "$tool" >/dev/null || missing+=("$tool")
    done
    for library in webkit2gtk-4.1 gtk+-3.0 librsvg-2.0 openssl tss2-esys; do
        pkg-config --exists "$library" 2>/dev/null || missing+=("$library")
    done
    [ ${#missing[@]} -eq 0 ] && exit 0
    echo "prepare: this is not Debian, so nothing is installed by itself. Missing: ${missing[*]}" >&2
    echo "prepare: on Debian 12 the packages are: ${build[*]} ${run[*]}" >&2
    exit 2
fi

missing=()
for package in "${build[@]}" "${run[@]}"; do
    state=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
    [ "${state:0:2}" = ii ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "prepare: run this as root, or install: ${missing[*]}" >&2
        exit 2
    fi
    as_root=(sudo)
fi
echo "prepare: installing ${#missing[@]} system packages by apt: ${missing[*]}"
apt_get() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y -o DPkg::Lock::Timeout=400 -o Dpkg::Use-Pty=0 "$@" >>"$log" 2>&1
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt_get update && apt_get install --no-install-recommends "${missing[@]}"; }; then
    tail -20 "$log" >&2
    echo "prepare: apt could not install the packages; see above." >&2
    exit 2
fi
