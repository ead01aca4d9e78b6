#!/usr/bin/env bash
# Plays the scenes of tests/camera/rig with a fake USB webcam in a small virtual machine.
#
#   tests/camera/run.sh PROGRAMS [CACHE]
#
# PROGRAMS is the folder of the built programs, CACHE one for the kernel, outside the checkout.
# The machine is QEMU without hardware help, Debian's own kernel and a memory file system that holds
# our programs and nothing else: no disk, no network, nothing is installed into this system's kernel.
# Ends with 0 when every scene passed; the table of the scenes is its output.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
programs=$(cd "$1" && pwd)
mkdir -p "${2:-$programs/camera-rig}"
cache=$(cd "${2:-$programs/camera-rig}" && pwd)
limit=${RIG_LIMIT:-180}
started=$(date +%s)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

newest_kernel() { apt-cache depends linux-image-amd64 2>/dev/null | awk '/Depends:/ { print $2; exit }'; }

fetch_packages() { # KERNEL
    (cd "$work/debs" && apt-get -q -o APT::Sandbox::User=root download "$1" busybox-static >&2)
}

# Fetches Debian's kernel and busybox and keeps what the machine needs of them: about 60 MB.
fetch_kernel() {
    local into=$cache/kernel.part package version
    echo "camera rig: fetching Debian's kernel once" >&2
    rm -rf "$into"
    mkdir -p "$into/modules" "$work/debs" "$work/tree"
    package=$(newest_kernel)
    if [ -z "$package" ] || ! fetch_packages "$package"; then
        # The lists of packages are missing or old.
        apt-get -q update >&2 || { echo "camera rig: apt-get update must be run first, by root" >&2; return 1; }
        package=$(newest_kernel)
        fetch_packages "$package"
    fi
    for archive in "$work"/debs/*.deb; do dpkg-deb -x "$archive" "$work/tree"; done
    version=${package#linux-image-}
    /sbin/depmod -b "$work/tree" "$version"
    copy_modules "$version" "$into/modules"
    unpack_kernel "$work/tree/boot/vmlinuz-$version" >"$into/vmlinux"
    cp "$work/tree/bin/busybox" "$into/"
    echo "$version" >"$into/version"
    rm -rf "$work/tree" "$work/debs"
    mv "$into" "$cache/kernel"
}

# Copies the camera driver, the virtual USB controller and what they need, in the order of loading.
copy_modules() { # VERSION INTO
    local place=10 file
    for module in uvcvideo vhci-hcd; do
        /sbin/modprobe -d "$work/tree" -S "$1" --show-depends "$module"
    done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r file; do
        cp "$file" "$2/$place-$(basename "$file")"
        place=$((place + 1))
    done
}

# Takes the kernel out of its wrapper: unwrapping it inside the machine costs eight seconds.
unpack_kernel() { # VMLINUZ
    local at
    # Nothing else in the file begins like a file of xz.
    at=$(LC_ALL=C grep -obUaP '\xfd7zXZ\x00' "$1" | head -1 | cut -d: -f1)
    # What follows the packed kernel is none of our business.
    tail -c "+$((at + 1))" "$1" | xz -dc --single-stream 2>/dev/null || true
}

# Lays a program and the libraries it is linked to into the machine.
add_program() { # FILE
    strip -o "$work/tree/bin/$(basename "$1")" "$1"
    { ldd "$1" | grep -o '/[^ ]*' || true; } | sort -u | while read -r library; do
        mkdir -p "$work/tree$(dirname "$library")"
        cp -nL "$library" "$work/tree$library"
    done
}

[ -e "$cache/kernel/version" ] || fetch_kernel
mkdir -p "$work"/tree/{bin,dev,proc,sys,tmp,modules}
cp "$cache/kernel/busybox" "$work/tree/bin/"
cp "$cache"/kernel/modules/* "$work/tree/modules/"
for name in camera-rig fake-camera kioskctl; do add_program "$programs/$name"; done
install -m 755 "$here/init" "$work/tree/init"
(cd "$work/tree" && find . | cpio -o -H newc --quiet) >"$work/memory.cpio"
echo "camera rig: kernel $(cat "$cache/kernel/version"), memory file system $(du -m "$work/memory.cpio" | cut -f1) MB"

# Hardware help is not asked for: inside another virtual machine it can open and not boot. A plain
# processor: wide registers have to be played, and cost twice the time.
timeout "$limit" qemu-system-x86_64 -M q35 -accel tcg -cpu Nehalem -smp 2 -m 512 \
    -nodefaults -no-user-config -display none -serial stdio -no-reboot \
    -kernel "$cache/kernel/vmlinux" -initrd "$work/memory.cpio" \
    -append "console=ttyS0 quiet loglevel=3 panic=-1 no_timer_check mitigations=off" \
    </dev/null 2>&1 | tr -d '\r' | tee "$work/console" || true
took=$(($(date +%s) - started))
if grep -q '^RIG: 0$' "$work/console"; then
    echo "camera rig: all scenes passed in $took s"
else
    echo "camera rig: FAILED after $took s (limit $limit s)" >&2
    exit 1
fi
