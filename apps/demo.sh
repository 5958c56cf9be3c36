#!/bin/bash
# demo.sh: events in, first and last click out, on this machine alone. See usage below.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
    cat <<'TEXT'
Usage: apps/demo.sh [--once]

Installs the Debian packages that are missing, builds the programs, generates 200,000 events,
loads them into a private Postgres that this script starts for itself, computes sessions and
attribution, and prints first against last click per channel. Leaves nothing behind but build/.

  --once   do just that and exit
  --help   print this
TEXT
}

for argument in "$@"; do
    case $argument in
    --once) ;;
    --help)
        usage
        exit 0
        ;;
    *)
        echo "demo.sh: error: unknown argument '$argument'" >&2
        usage >&2
        exit 2
        ;;
    esac
done

step() { printf '\n== %s\n' "$*"; }

step "Packages"
cmake/install_packages.sh </dev/null
echo "All there."

step "Build"
cmake --preset release >/dev/null
cmake --build --preset release
bin=build/release/bin

# The demo's own database, whatever the environment says; short, as a socket's path must be, and
# open to the user that Postgres runs as when we are root.
unset DATABASE_URL "${!PG@}"
work=$(mktemp -d "${TMPDIR:-/tmp}/attrib-demo.XXXXXX")
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

step "Generate 200,000 events"
$bin/attrib-generate --events 200000 --seed 1 --output "$work/events.csv"
echo "$(du -h "$work/events.csv" | cut -f1)B of CSV, which begins"
head -n 3 "$work/events.csv"

step "Load them into Postgres"
$bin/attrib-load --data-dir "$work/data" "$work/events.csv"

step "Sessions, conversions, first and last click"
$bin/attrib-model --data-dir "$work/data"
