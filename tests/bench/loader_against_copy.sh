#!/bin/bash
# loader_against_copy.sh [EVENTS] [ROUNDS]: attrib-load against psql's \copy and against libpq with
# bytes that are ready (attrib-ready-copy, two connections), the same file of made-up events into the
# same table of the same server, in turns. Prints medians and ratios. Needs a build with
# ATTRIB_BUILD_BENCHMARKS.
set -euo pipefail
cd "$(dirname "$0")/../.."
events=${1:-2000000}
rounds=${2:-5}
bin=$PWD/build/release/bin
ready_copy=$bin/attrib-ready-copy

work=$(mktemp -d /tmp/attrib-bench.XXXXXX)
chmod 755 "$work"
source tests/bench/copy_setup.sh
finish() {
    stop_postgres
    rm -rf "$work"
}
trap finish EXIT

"$bin/attrib-generate" --events "$events" --seed 4 --output "$work/events.csv"
start_postgres

load_ours() { seconds "$bin/attrib-load" "$work/events.csv"; }
load_theirs() { seconds copy; }
load_ready() { "$ready_copy" '' "$work/events.csv"; }

# Who comes first changes, and the first round, in which the server takes its memory, does not count.
ways=(ours theirs ready)
rows=
for ((round = 0; round <= rounds; ++round)); do
    for ((i = 0; i < 3; ++i)); do
        way=${ways[(round + i) % 3]}
        empty
        took=$("load_$way")
        printf '%s %s s  ' "$way" "$took"
        if [ "$way" != ready ] && [ "${rows:=$(count)}" != "$(count)" ]; then
            echo "the tables differ: $rows rows against $(count)"
            exit 1
        fi
        if [ "$round" -ne 0 ]; then echo "$took" >>"$work/$way"; fi
    done
    echo
done
awk -v a="$(median <"$work/ours")" -v b="$(median <"$work/theirs")" -v r="$(median <"$work/ready")" \
    -v n="$rows" 'BEGIN {
    printf "\n| %d rows | seconds | rows a second | attrib-load is |\n|---|---|---|---|\n", n
    printf "| psql \\copy | %.2f | %.0f | %.2f times as fast |\n", b, n / b, b / a
    printf "| libpq, ready bytes, 2 connections | %.2f | %.0f | %.2f times as fast |\n", r, n / r, r / a
    printf "| attrib-load | %.2f | %.0f | |\n", a, n / a }'
