#!/bin/bash
# engine_against_sql.sh EVENTS ROUNDS: attrib-model by the C++ engine against --engine sql, on the same
# made-up events in one private Postgres, in turns. Prints seconds, the models of the last SQL round
# and the ratio of medians.
set -euo pipefail
cd "$(dirname "$0")/../.."
events=$1
rounds=$2
bin=$PWD/build/release/bin

unset DATABASE_URL "${!PG@}"
work=$(mktemp -d "${TMPDIR:-/tmp}/attrib-bench.XXXXXX")
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
"$bin/attrib-generate" --events "$events" --seed 5 --output "$work/events.csv"
"$bin/attrib-load" --data-dir "$work/data" "$work/events.csv"

seconds() {
    local TIMEFORMAT=%R
    { time "$@" >"$work/out" 2>"$work/error"; } 2>&1 || { cat "$work/error" >&2; exit 1; }
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# Seconds of the models, the tests behind them left out.
models() { awk '/ rows / { sum += $(NF - 1) } END { print sum }' "$work/out"; }

for ((round = 1; round <= rounds; ++round)); do
    took=$(seconds "$bin/attrib-model" --data-dir "$work/data" --threads 2)
    echo "$took" >>"$work/cpp.seconds"
    whole=$(seconds "$bin/attrib-model" --data-dir "$work/data" --engine sql)
    models >>"$work/sql.seconds"
    printf 'engine %s s  SQL models %s s, with tests %s s\n' "$took" "$(tail -n 1 "$work/sql.seconds")" "$whole"
done
cat "$work/out"
awk -v e="$(median <"$work/cpp.seconds")" -v s="$(median <"$work/sql.seconds")" 'BEGIN {
    printf "\n| all tables, with indexes | seconds | ratio |\n|---|---|---|\n"
    printf "| attrib-model --engine sql, the models alone | %.2f | 1 |\n", s
    printf "| attrib-model, the C++ engine | %.2f | %.2f |\n", e, s / e }'
