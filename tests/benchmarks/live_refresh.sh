#!/bin/bash
# live_refresh.sh HISTORY SECONDS [RATE...]: attrib-stream and attrib-model --follow beside each other
# on one private Postgres that holds HISTORY events. Prints, by the server's own commit times, how long
# after its commit a batch is in the marts: single events of a user with 200,000 events, batches of
# 1,000 events of 1,000 users, then SECONDS of streaming at each RATE; the time of a full run of the
# SQL models on the same tables; and table sizes.
set -euo pipefail
cd "$(dirname "$0")/../.."
history=$1
seconds=$2
shift 2
bin=$PWD/build/release/bin

unset DATABASE_URL "${!PG@}"
work=$(mktemp -d "${TMPDIR:-/tmp}/attrib-bench.XXXXXX")
chmod 755 "$work"
follower=
finish() {
    [ -z "$follower" ] || kill -TERM "$follower" || true
    wait
    rm -rf "$work"
}
trap finish EXIT
here=(--data-dir "$work/data")

streamed=1000
for rate in "$@"; do streamed=$((streamed + rate * seconds)); done
"$bin/attrib-generate" --events $((history + streamed)) --seed 5 --output "$work/all.csv"
head -n 1 "$work/all.csv" >"$work/header.csv"
head -n $((history + 1)) "$work/all.csv" >"$work/history.csv"
tail -n +$((history + 2)) "$work/all.csv" >"$work/tail.rows"
rm "$work/all.csv"

# One user of 200,000 events, a minute to some hours apart over 60 days, some of them purchases.
awk -v FS=, 'BEGIN {
    print "event_id,user_pseudo_id,event_timestamp,event_name,channel,event_value"
    for (i = 0; i < 200000; ++i)
        printf "big%d,bigone,%.0f,%s,Direct,%s\n", i, 1735689600000000 + i * 26000000 + int(i / 50) * 2400000000,
            (i % 40 ? "page_view" : "purchase"), (i % 40 ? "" : "5") }' >"$work/big.csv"

"$bin/attrib-load" "${here[@]}" "$work/history.csv" "$work/big.csv"
start_follower() {
    "$bin/attrib-model" "${here[@]}" --follow --json >"$work/follow.log" 2>"$work/follow.error" &
    follower=$!
    until psql "$database" -Xqc 'select 1' >/dev/null 2>&1; do :; done
}
database="host=$(realpath "$work/data")/socket user=attrib dbname=attrib"
sql() { psql "$database" -X -q -A -t -F ' ' -c "$1"; }
wait_until_taken() {
    until [ "$(sql 'select count(*) from ingest_batches where not in_marts') $(sql 'select count(*) from model_state')" = "0 1" ]; do :; done
}

# Commit times need a setting that only a start takes up.
start_follower
sql 'alter system set track_commit_timestamp = on'
kill -TERM "$follower"
wait "$follower"
start_follower
wait_until_taken

# Milliseconds from a batch's commit to that of the refresh that took it in, over its rows, for
# batches behind $1.
latency() {
    sql "with batch as (
            select ledger.rows, extract(epoch from pg_xact_commit_timestamp(ledger.xmin) -
                pg_xact_commit_timestamp((select raw.xmin from ga4_events_raw as raw
                    where raw.batch_id = ledger.batch_id limit 1))) * 1000 as took
            from ingest_batches as ledger where ledger.batch_id > $1 and ledger.rows > 0),
        placed as (
            select took, sum(rows) over (order by took) as upto, sum(rows) over () as total from batch)
        select string_agg(format('%s %s ms', name, (
            select round(min(took), 1) from placed where upto >= share * total)), '  ' order by share)
        from (values ('p50', 0.5), ('p95', 0.95), ('p99', 0.99), ('max', 1.0)) as wanted (name, share)"
}
mark() { sql 'select max(batch_id) from ingest_batches'; }
stream() { "$bin/attrib-stream" "${here[@]}" "$@" 2>>"$work/stream.error"; }

echo "history: $(sql 'select count(*) from stg_ga4_events') events"

# Single events: at the end of the user's time, and in the middle of it.
for place in late middle; do
    from=$(mark)
    for i in 1 2 3 4 5 6 7 8 9 10 11; do
        if [ $place = late ]; then time=$((1741300000000000 + i * 60000000)); else time=$((1737000000000123 + i * 3600000000)); fi
        printf 'event_id,user_pseudo_id,event_timestamp,event_name,channel\n%s%s,bigone,%s,page_view,Email\n' \
            "$place" "$i" "$time" >"$work/one.csv"
        stream "$work/one.csv" >/dev/null
        wait_until_taken
    done
    echo "one event, user of 200,000 events, $place: $(latency "$from")"
done

# 1,000 events of 1,000 users, eleven times.
from=$(mark)
for i in 1 2 3 4 5 6 7 8 9 10 11; do
    {
        echo event_id,user_pseudo_id,event_timestamp,event_name,channel
        sql "select format('b%s-%s,%s,%s,%s,Email', $i, row_number() over (), user_pseudo_id,
                (extract(epoch from max(event_timestamp)) * 1000000)::bigint + $i * 1000000,
                case when random() < 0.03 then 'purchase' else 'page_view' end)
            from stg_ga4_events group by user_pseudo_id order by md5(user_pseudo_id || $i) limit 1000"
    } >"$work/thousand.csv"
    stream --batch-age-ms 1000 "$work/thousand.csv" >/dev/null
    wait_until_taken
done
echo "1,000 events of 1,000 users: $(latency "$from")"

done=0
for rate in "$@"; do
    awk -v after="$done" -v count=$((rate * seconds)) 'NR > after + count { exit } NR > after' \
        "$work/tail.rows" | cat "$work/header.csv" - >"$work/part.csv"
    done=$((done + rate * seconds))
    from=$(mark)
    began=$(date +%s.%N)
    stream --rate "$rate" "$work/part.csv" >/dev/null
    took=$(awk -v a="$began" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }')
    backlog=$(sql 'select coalesce(sum(rows), 0) from ingest_batches where not in_marts')
    wait_until_taken
    echo "$rate events/s for $seconds s: $(latency "$from"); streamed in $took s, $backlog rows waited at the end"
done

sql "select format('%s: %s', relname, pg_size_pretty(pg_total_relation_size(oid))) from pg_class
    where relname in ('ga4_events_raw', 'stg_ga4_events', 'int_sessions', 'mart_first_click',
        'mart_last_click', 'mart_channel_daily', 'ingest_batches') order by 1"
for i in 1 2 3; do
    "$bin/attrib-model" "${here[@]}" --engine sql --full-refresh 2>/dev/null |
        awk '/ rows / { sum += $(NF - 1) } END { printf "SQL models in full: %.1f s\n", sum }'
done
"$bin/attrib-model" "${here[@]}" verify 2>/dev/null | tail -n 1
