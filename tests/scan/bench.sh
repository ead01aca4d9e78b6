#!/usr/bin/env bash
# Prints the scanner beside its peers: photographs, drawn pictures, drawn videos.
#
#   tests/scan/bench.sh BUILT [MEASURE-OPTIONS…]
#
# BUILT is where Cargo builds; its folder `scan` keeps a Python of its own, the drawn sets and the
# results. Everything is made once. What cannot be had is skipped, and said. SCAN_SEED=n measures on a set that nobody has seen.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1/scan"
built=$(cd "$1" && pwd)
folder=$built/scan
shift
seed=${SCAN_SEED:-20261122}

python=$folder/python/bin/python
if ! "$python" -c 'import cv2, numpy, segno' 2>/dev/null; then
    echo "scan-bench: getting OpenCV, numpy and segno (once)"
    if ! { python3 -m venv "$folder/python" && "$folder/python/bin/pip" install --quiet \
        --disable-pip-version-check --requirement "$here/frames/requirements.txt" \
        && "$folder/python/bin/pip" install --quiet --disable-pip-version-check --no-deps \
            --requirement "$here/peers/requirements.txt"; }; then
        echo "SKIPPED: drawn pictures and OpenCV's decoders: their Python packages cannot be had" >&2
        python=python3
    fi
fi

sets=()
if [ "$python" != python3 ]; then
    for profile in dev video; do
        set=$folder/$profile-$seed
        if [ ! -f "$set/truth.json" ]; then
            echo "scan-bench: drawing $set (once, some minutes)"
            "$python" "$here/frames/make.py" --profile "$profile" --seed "$seed" --out "$set"
        fi
        if ! "$python" "$here/frames/make.py" --profile "$profile" --seed "$seed" --out "$set" --check; then
            echo "scan-bench: these pictures are not the committed ones; compare within this run only" >&2
        fi
        case $profile in
            dev) sets+=(--still "$set") ;;
            video) sets+=(--video "$set") ;;
        esac
    done
fi

cargo build --quiet --release --locked --manifest-path "$here/peers/Cargo.toml" --target-dir "$built"
"$built/release/scan-peers" measure --python "$python" "${sets[@]}" \
    --results "$folder/results-$seed.json" "$@"
