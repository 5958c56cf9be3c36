#!/bin/bash
# engine_against_peer.sh EVENTS ROUNDS PEER...: attrib-attribute against another command on the same
# file of made-up events, 2 threads each, in turns. PEER is a command that takes the file and the
# number of threads as its last two arguments. Prints seconds and the ratio of medians.
set -euo pipefail
cd "$(dirname "$0")/../.."
events=$1
rounds=$2
shift 2
bin=$PWD/build/release/bin
source tests/bench/median.sh

work=$(mktemp -d "${TMPDIR:-/tmp}/attrib-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$bin/attrib-generate" --events "$events" --seed 5 --output "$work/events.csv"
cat "$work/events.csv" >/dev/null

seconds() {
    local TIMEFORMAT=%R
    { time "$@" >/dev/null 2>"$work/error"; } 2>&1 || { cat "$work/error" >&2; exit 1; }
}
daily() {
    "$bin/attrib-attribute" --threads 2 --tables mart_channel_daily --output "$work/daily" \
        "$work/events.csv"
}
all() { "$bin/attrib-attribute" --threads 2 --output "$work/all" "$work/events.csv"; }
peer() { "$@" "$work/events.csv" 2; }

for ((round = 1; round <= rounds; ++round)); do
    for which in daily all peer; do
        case $which in
        peer) took=$(seconds peer "$@") ;;
        *) took=$(seconds $which) ;;
        esac
        echo "$took" >>"$work/$which.seconds"
        printf '%s %s s  ' $which "$took"
    done
    echo
done
awk -v d="$(median <"$work/daily.seconds")" -v a="$(median <"$work/all.seconds")" \
    -v p="$(median <"$work/peer.seconds")" 'BEGIN {
    printf "medians: daily totals %.2f s, all tables %.2f s, peer %.2f s; ", d, a, p
    printf "ratio %.2f (daily totals), %.2f (all tables)\n", p / d, p / a }'
