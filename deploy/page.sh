#!/usr/bin/env bash
# Builds the page into ui/dist, and its packages into ui/node_modules, only when something changed.
set -euo pipefail
cd "$(dirname "$0")/../ui"

if [ ! -e node_modules/.installed ] || [ package-lock.json -nt node_modules/.installed ]; then
    echo "page: installing its packages"
    npm ci --no-audit --no-fund --loglevel=error
    touch node_modules/.installed
fi

changed() {
    [ ! -e dist/index.html ] ||
        [ -n "$(find . -path ./node_modules -prune -o -path ./dist -prune -o -type f -newer dist/index.html -print -quit)" ]
}
if changed; then
    echo "page: building"
    npm run build --silent -- --logLevel warn
    touch dist/index.html
fi
