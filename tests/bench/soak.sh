#!/bin/bash
# soak.sh [MINUTES] [RATE] [HISTORY]: streams RATE events/s into HISTORY events for MINUTES (30, 2,000,
# 1,000,000 when not said), refreshed live, and prints a line a minute: freshness of that minute's
# events, resident memory of the streamer and the follower, the server's proportional share of memory,
# rows and bytes a row of the hot tables, dead rows. Ends with a verify of every table.
set -euo pipefail
cd "$(dirname "$0")/../.."
minutes=${1:-30}
rate=${2:-2000}
history=${3:-1000000}
source tests/bench/live_setup.sh

generate "$history" $((minutes * 60 * rate))
cat "$work/header.csv" "$work/tail.rows" >"$work/tail.csv"
rm "$work/tail.rows"
load_and_follow "$work/history.csv"

resident() { awk '/^VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }
server_memory() {
    local postmaster
    postmaster=$(head -n 1 "$(sql 'show data_directory')/postmaster.pid")
    { cat "/proc/$postmaster/smaps_rollup"; for pid in $(pgrep -P "$postmaster"); do
        cat "/proc/$pid/smaps_rollup" 2>/dev/null || true; done; } |
        awk '/^Pss:/ { sum += $2 } END { printf "%.0f", sum / 1024 }'
}
# Bytes a live row with its indexes, and the share of dead rows, of the tables that a refresh rewrites.
tables() {
    sql "select string_agg(format('%s %s B/row %s%% dead', name, pg_total_relation_size(oid) / greatest(rows, 1),
            round(100.0 * dead / greatest(rows + dead, 1), 1)), '  ' order by place)
        from (values (1, 'raw', 'ga4_events_raw'), (2, 'stg', 'stg_ga4_events'), (3, 'sessions', 'int_sessions'),
            (4, 'marts', 'mart_last_click'), (5, 'ledger', 'ingest_batches')) as hot (place, name, relation)
        join lateral (select c.oid, pg_stat_get_live_tuples(c.oid) as rows, pg_stat_get_dead_tuples(c.oid) as dead
            from pg_class as c where c.oid = hot.relation::regclass) as measured on true"
}

"$bin/attrib-stream" "${here[@]}" --rate "$rate" "$work/tail.csv" >/dev/null 2>"$work/stream.error" &
streamer=$!
for ((minute = 1; minute <= minutes; ++minute)); do
    from=$(mark)
    # The measurement's own clock: the minute ends, or the streamer does.
    timeout 60 tail --pid="$streamer" -f /dev/null || true
    kill -0 "$streamer" 2>/dev/null || break
    echo "minute $minute: $(latency "$from"); MB: stream $(resident "$streamer") follow $(resident "$follower")" \
        "server $(server_memory); $(tables)"
done
wait "$streamer"
streamer=
wait_until_taken
echo "events: $(sql 'select count(*) from stg_ga4_events'), raw: $(sql 'select count(*) from ga4_events_raw')"
"$bin/attrib-model" "${here[@]}" verify 2>/dev/null | tail -n 1
