#!/usr/bin/env bash
# Draws the icons of the window from icons/source.svg with librsvg and ImageMagick.
set -euo pipefail
cd "$(dirname "$0")/../icons"

draw() { # SIZE FILE
    rsvg-convert --width "$1" --height "$1" source.svg --output "$2" 2>/dev/null ||
        convert -background none -density 300 source.svg -resize "$1x$1" -depth 8 "PNG32:$2"
    convert "$2" -depth 8 "PNG32:$2" # the bundler reads eight bits a channel only
}
for size in 32 64 128 256 512; do draw "$size" "${size}x${size}.png"; done
cp 256x256.png 128x128@2x.png
cp 512x512.png icon.png
convert 256x256.png -define icon:auto-resize=256,128,64,48,32,16 icon.ico
echo "icons: drawn from source.svg"
