#!/bin/bash
# cluster_scale.sh EVENTS ROUNDS COORDINATOR WORKER WORKER: what a second worker of a Citus cluster adds. Loads the
# same made-up events and makes all tables by both engines on clusters of one and of two workers, and compares all
# rows with those of a database without Citus on the coordinator's server. Prints the medians. The URLs, CORES and
# OTHERS are as cluster_setup.sh says.
set -euo pipefail
cd "$(dirname "$0")/../.."
events=$1
rounds=$2
shift 2
nodes=("$@")
source tests/bench/cluster_setup.sh

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%.2f", v[int((NR + 1) / 2)] }'; }
seconds() {
    local TIMEFORMAT=%R
    { time "$@" >"$work/out" 2>"$work/error"; } 2>&1 || { cat "$work/error" >&2; exit 1; }
}

# measure COUNT: on a new cluster of so many workers.
measure() {
    make "$1"
    seconds "$bin/attrib-load" --database "$database" "$work/events.csv" >>"$work/load.$1"
    seconds "$bin/attrib-model" --database "$database" >>"$work/cpp.$1"
    sed -n 's/.*attrib-model: .* s: //p' "$work/error" >&2
    # Of this one the models alone, and then those that are computed over shards.
    seconds "$bin/attrib-model" --database "$database" --engine sql --full-refresh >>"$work/whole.$1"
    awk '/ rows / { sum += $(NF - 1) } END { print sum }' "$work/out" >>"$work/sql.$1"
    awk '/^(stg_ga4|stg_conv|int_sess|mart_)/ && / rows / { sum += $(NF - 1) } END { print sum }' "$work/out" >>"$work/shards.$1"
    grep ' rows ' "$work/out" >&2
}

rows() {
    for table in stg_ga4_events int_sessions mart_first_click mart_last_click mart_channel_daily \
        dda_transitions_daily dda_sets_daily; do
        echo "$table $(sql "$1" "set timezone = utc; select * from $table" | LC_ALL=C sort | tee "$work/rows" | md5sum |
            cut -d ' ' -f 1) $(wc -l <"$work/rows")"
    done
}

"$bin/attrib-generate" --events "$events" --seed 5 --output "$work/events.csv"
drop "${nodes[0]}" attrib_bench_plain
sql "${nodes[0]}" "create database attrib_bench_plain encoding 'UTF8' template template0"
plain=$(in_database "${nodes[0]}" attrib_bench_plain)
"$bin/attrib-load" --database "$plain" "$work/events.csv" >/dev/null 2>&1
"$bin/attrib-model" --database "$plain" >/dev/null 2>&1
rows "$plain" >"$work/expected"
pin_all
for ((round = 1; round <= rounds; ++round)); do
    for count in 1 2; do
        measure $count
        rows "$database" | diff "$work/expected" - || exit 1
    done
done
printf '\n| %s events | one worker | two workers | ratio |\n|---|---|---|---|\n' "$events"
while read -r what name; do
    awk -v name="$name" -v one="$(median "$work/$what.1")" -v two="$(median "$work/$what.2")" \
        'BEGIN { printf "| %s | %s s | %s s | %.2f |\n", name, one, two, one / two }'
done <<'TABLE'
load attrib-load
cpp attrib-model, the C++ engine
sql attrib-model --engine sql, the models alone
shards of these, those that run over shards
TABLE
echo "all rows are those of one Postgres: $(awk '{ n += $3 } END { print n }' "$work/expected") in $(wc -l <"$work/expected") tables"
