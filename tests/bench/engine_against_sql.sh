#!/bin/bash
# engine_against_sql.sh EVENTS ROUNDS: attrib-model by the C++ engine against --engine sql, on the same
# made-up events in one private Postgres, in turns. Prints seconds, the models of the last SQL round,
# the ratio of medians, where the engine's time goes, and what the tables take on disk.
set -euo pipefail
cd "$(dirname "$0")/../.."
events=$1
rounds=$2
source tests/bench/live_setup.sh
source tests/bench/median.sh
"$bin/attrib-generate" --events "$events" --seed 5 --output "$work/events.csv"
"$bin/attrib-load" "${here[@]}" "$work/events.csv"

seconds() {
    local TIMEFORMAT=%R
    { time "$@" >"$work/out" 2>"$work/error"; } 2>&1 || { cat "$work/error" >&2; exit 1; }
}

# Seconds of the models, the tests after them left out.
models() { awk '/ rows / { sum += $(NF - 1) } END { print sum }' "$work/out"; }

for ((round = 1; round <= rounds; ++round)); do
    took=$(seconds "$bin/attrib-model" "${here[@]}" --threads 2)
    echo "$took" >>"$work/cpp.seconds"
    sed -n 's/.*attrib-model: .* s: //p' "$work/error" >>"$work/phases"
    whole=$(seconds "$bin/attrib-model" "${here[@]}" --engine sql)
    models >>"$work/sql.seconds"
    printf 'engine %s s  SQL models %s s, with tests %s s\n' "$took" "$(tail -n 1 "$work/sql.seconds")" "$whole"
done
cat "$work/out"
awk -v e="$(median <"$work/cpp.seconds")" -v s="$(median <"$work/sql.seconds")" 'BEGIN {
    printf "\n| all tables, with indexes | seconds | ratio |\n|---|---|---|\n"
    printf "| attrib-model --engine sql, the models alone | %.2f | 1 |\n", s
    printf "| attrib-model, the C++ engine | %.2f | %.2f |\n", e, s / e }'

# Medians of the phases, which come as "reading 6.1, computing and writing 8.5, ...".
printf '\n| of the engine | seconds |\n|---|---|\n'
for phase in 'reading' 'computing and writing' 'indexing' 'swapping'; do
    printf '| %s | %s |\n' "$phase" "$(sed "s/.*$phase \([0-9.]*\).*/\1/" "$work/phases" | median)"
done

database="host=$(realpath "$work/data")/socket user=attrib dbname=attrib"
start_follower
printf '\n| on disk, MB per million raw events | table | its indexes |\n|---|---|---|\n'
sql "select format('| %s | %s | %s |', relname, round(pg_table_size(oid) / rows, 1), (
        select string_agg(format('%s %s', replace(indexrelid::regclass::text, relname || '_', ''),
            round(pg_relation_size(indexrelid) / rows, 1)), ', ' order by indexrelid::regclass::text)
        from pg_index where indrelid = pg_class.oid))
    from pg_class, (select sum(rows) from ingest_batches) as loaded (rows)
    where relname in ('ga4_events_raw', 'stg_ga4_events', 'int_sessions', 'mart_first_click', 'mart_last_click',
        'mart_channel_daily') order by oid"
