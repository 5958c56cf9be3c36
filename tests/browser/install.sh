#!/bin/sh
# install.sh: fetches what the tests of the page need from npm, at the versions of package-lock.json.
# Does nothing when it is there already.
set -eu
cd "$(dirname "$0")"
if ! cmp -s package-lock.json node_modules/.installed; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/.installed
fi
