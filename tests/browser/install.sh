#!/bin/sh
# install.sh: fetches what the tests of the page need from npm, at the versions of package-lock.json.
# Does nothing when it is there already. Tests that need it may begin at the same time: one at a time
# looks.
set -eu
cd "$(dirname "$0")"
exec 9<package-lock.json
flock 9
if ! cmp -s package-lock.json node_modules/.installed; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/.installed
fi
