#!/bin/bash
# stream_latency.sh [RATE] [CLIENTS] [SECONDS] [HISTORY]: RATE events/s (1,000) into HISTORY events
# (1,000,000), CLIENTS (100) on the event stream of attrib-serve: milliseconds from the commit of an
# event's batch to its arrival at a client. Needs node.
set -euo pipefail
cd "$(dirname "$0")/../.."
rate=${1:-1000}
clients=${2:-100}
seconds=${3:-30}
history=${4:-1000000}
source tests/bench/live_setup.sh

generate "$history" $((rate * (seconds + 5)))
cat "$work/header.csv" "$work/tail.rows" >"$work/tail.csv"
keep_commit_times "$work/history.csv"
start_server
"$bin/attrib-stream" "${here[@]}" --rate "$rate" "$work/tail.csv" >/dev/null 2>"$work/stream.error" &
streamer=$!
node tests/bench/stream_clients.mjs "127.0.0.1:$port" "$clients" "$seconds" >"$work/received"
sql "create unlogged table received (event_id text, at bigint)"
psql "$database" -Xqc "\\copy received from '$work/received' with (delimiter ' ')"
echo "$clients clients, $rate events/s:" "$(sql "
    with took as (
        select (at - extract(epoch from pg_xact_commit_timestamp(raw.xmin)) * 1000000) / 1000 as ms
        from received join ga4_events_raw as raw using (event_id)
        join (select event_id from ga4_events_raw group by event_id having count(*) = 1) as once
            using (event_id)
        join ingest_batches as batch using (batch_id) where batch.source_name like '%tail.csv')
    select format('p50 %s ms  p95 %s ms  p99 %s ms  max %s ms  of %s', round(p[1]::numeric, 1),
        round(p[2]::numeric, 1), round(p[3]::numeric, 1), round(longest::numeric, 1), n)
    from (select percentile_cont(array[0.5, 0.95, 0.99]) within group (order by ms) as p,
        max(ms) as longest, count(*) as n from took) as all_of_them")"
