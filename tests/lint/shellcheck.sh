#!/bin/sh
# Nothing in our scripts is found by shellcheck.
set -eu
if ! command -v shellcheck >/dev/null; then
    echo "shellcheck is missing: cmake/install_packages.sh test"
    exit 1
fi
grep -rlE --exclude-dir=node_modules --exclude-dir=vendor '^#!/bin/(ba)?sh' apps cmake tests .ci |
    xargs shellcheck -x
