#!/bin/bash
# demo.sh: events in, a live dashboard out, on this machine alone. See usage below.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
    cat <<'TEXT'
Usage: apps/demo.sh [--port N] [--once]

Installs the Debian packages that are missing, builds the programs, loads 200,000 events of the last
60 days into a private Postgres, and serves a dashboard that shows first against last click while 20
events a second come in. Stays until Ctrl-C, which stops all of it. What was loaded is kept in
attrib-data/demo, so that the next start takes seconds; remove that folder to start over.

  --port N   where the dashboard is served, 8080 when not said
  --once     print first against last click per channel instead, and exit
  --help     print this
TEXT
}

port=8080
once=
while [ $# -gt 0 ]; do
    case $1 in
    --once) once=yes ;;
    --port)
        port=${2:-}
        [[ $port =~ ^[0-9]+$ ]] || {
            echo "demo.sh: error: --port wants a number" >&2
            exit 2
        }
        shift
        ;;
    --help)
        usage
        exit 0
        ;;
    *)
        echo "demo.sh: error: unknown argument '$1'" >&2
        usage >&2
        exit 2
        ;;
    esac
    shift
done

step() { printf '\n== %s\n' "$*"; }

step "Packages"
cmake/install_packages.sh </dev/null
echo "All there."

step "Build"
cmake --preset release >/dev/null
cmake --build --preset release
bin=$PWD/build/release/bin

# The demo's own database, whatever the environment says.
unset DATABASE_URL "${!PG@}"
data=attrib-data/demo
mkdir -p "$data"
here=(--data-dir "$data")
work=$(mktemp -d "${TMPDIR:-/tmp}/attrib-demo.XXXXXX")
running=()
finish() {
    trap '' INT TERM HUP
    [ ${#running[@]} -eq 0 ] || kill -TERM "${running[@]}" 2>/dev/null || true
    wait
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 0' INT TERM HUP

# Events from the first of so many days until now; sessions that began in them may go on later.
events_until_now() {
    local now
    now=$(date -u +%Y-%m-%dT%H:%M:%S)
    "$bin/attrib-generate" "$@" --start "$(date -u -d '60 days ago' +%Y-%m-%d)" --days 61 |
        awk -F, -v now="$now" 'NR == 1 || $3 < now'
}

if [ ! -e "$data/loaded" ]; then
    step "200,000 events of the last 60 days"
    events_until_now --events 206000 --seed 1 >"$work/events.csv"
    echo "$(du -h "$work/events.csv" | cut -f1)B of CSV, which begins"
    head -n 3 "$work/events.csv"
    step "Load them into Postgres"
    "$bin/attrib-load" "${here[@]}" "$work/events.csv"
    touch "$data/loaded"
fi

if [ -n "$once" ]; then
    step "Sessions, conversions, first and last click"
    "$bin/attrib-model" "${here[@]}"
    exit 0
fi

step "Serve"
"$bin/attrib-serve" "${here[@]}" --listen "127.0.0.1:$port" 2>"$work/serve.log" &
server=$!
running+=("$server")
until grep -q 'listening on' "$work/serve.log"; do
    if ! kill -0 "$server" 2>/dev/null; then
        cat "$work/serve.log" >&2
        exit 1
    fi
    read -rt 0.1 <> <(:) || true
done
cat "$work/serve.log"

# A day of traffic has 20 events a second; one hour of it from the second on, when as many sessions
# end as begin. Other events each time.
stream_an_hour() {
    "$bin/attrib-generate" --events 1730000 --days 1 --seed "$(date +%s)" \
        --start "$(date -u +%Y-%m-%d)" --output "$work/day.csv" 2>/dev/null
    { head -n 1 "$work/day.csv" && sed -n '60000,132000p;132000q' "$work/day.csv"; } >"$work/hour.csv"
    rm "$work/day.csv"
    "$bin/attrib-stream" "${here[@]}" --shift-to-now --rate 20 "$work/hour.csv" >/dev/null &
    running=("$server" $!)
    wait -n "${running[@]}"
}

step "Live: http://127.0.0.1:$port (Ctrl-C stops it)"
while kill -0 "$server" 2>/dev/null; do stream_an_hour || true; done
wait "$server"
