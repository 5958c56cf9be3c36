#!/bin/bash
# run.sh PROGRAMS [--bench [--minutes N]] [--only WORD]: tests the dashboard in Chromium, and the API's answers
# against libattrib/http/openapi.json. PROGRAMS is the folder of the programs, as build/dev/bin.
#
#   --bench      print measurements, too: first paint, first figures on slow 4G, frames a second
#                under load, the heap over N minutes of it (1)
#   --only WORD  run the cases whose names hold WORD
#
# With ATTRIB_PAGE_URL only the cases about the page run, against the server that is there.
set -euo pipefail

programs=$(realpath "${1:?usage: run.sh PROGRAMS [--bench] [--only WORD]}")
shift
cd "$(dirname "$0")"
for needed in node npm chromium; do
    command -v "$needed" >/dev/null || {
        echo "run.sh: $needed is missing: cmake/install_packages.sh test" >&2
        exit 1
    }
done

./install.sh

# The tests' own database, whatever the environment says.
unset DATABASE_URL "${!PG@}"
node run.mjs "$programs" "$@"
