#!/bin/bash
# run.sh PROGRAMS: clients of others, from npm, send events to attrib-serve --collect of the folder PROGRAMS.
set -euo pipefail

programs=$(realpath "${1:?usage: run.sh PROGRAMS}")
cd "$(dirname "$0")"
../browser/install.sh
if ! cmp -s package-lock.json node_modules/.installed; then
    npm ci --omit=optional --omit=peer --ignore-scripts --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/.installed
fi

# The tests' own database, whatever the environment says.
unset DATABASE_URL "${!PG@}"
node run.mjs "$programs"
