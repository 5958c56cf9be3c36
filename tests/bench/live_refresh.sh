#!/bin/bash
# live_refresh.sh HISTORY SECONDS [RATE...]: attrib-stream and attrib-model --follow beside each other
# on one private Postgres that holds HISTORY events. Prints, by the server's own commit times, how long
# after its commit a batch is in the marts: single events of a user with 200,000 events, batches of
# 1,000 events of 1,000 users, then SECONDS of streaming at each RATE; and table sizes. What a rebuild by
# SQL takes is engine_against_sql.sh's question: that user's thousands of conversions times their
# thousands of touchpoints would take it hours.
set -euo pipefail
cd "$(dirname "$0")/../.."
history=$1
seconds=$2
shift 2
source tests/bench/live_setup.sh

streamed=1000
for rate in "$@"; do streamed=$((streamed + rate * seconds)); done
generate "$history" "$streamed"

# One user of 200,000 events, a minute to some hours apart over 60 days, some of them purchases.
awk -v FS=, 'BEGIN {
    print "event_id,user_pseudo_id,event_timestamp,event_name,channel,event_value"
    for (i = 0; i < 200000; ++i)
        printf "big%d,bigone,%.0f,%s,Direct,%s\n", i, 1735689600000000 + i * 26000000 + int(i / 50) * 2400000000,
            (i % 40 ? "page_view" : "purchase"), (i % 40 ? "" : "5") }' >"$work/big.csv"

load_and_follow "$work/history.csv" "$work/big.csv"
# What a bulk load leaves to do would be measured otherwise: it comes once, not with every event. And
# what the refresh looks up is in the server's buffers, as it is when the server has run for a while.
sql 'vacuum analyze'
sql 'create extension if not exists pg_prewarm'
sql "select pg_prewarm(oid) from pg_class where relname ~ '^(int_sessions|mart_)' and relkind in ('r', 'i')
    or relname = 'stg_ga4_events_identity'" >/dev/null
sql checkpoint
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

# 1,000 events of 1,000 users, who are the first to change their pages after a checkpoint, so that
# these go to the log as a whole; then one more of each of them. Eleven times.
thousand() {
    {
        echo event_id,user_pseudo_id,event_timestamp,event_name,channel
        sql "select format('b%s-%s,%s,%s,%s,Email', $1, row_number() over (), user_pseudo_id,
                (extract(epoch from max(event_timestamp)) * 1000000)::bigint + $1 * 1000000,
                case when random() < 0.03 then 'purchase' else 'page_view' end)
            from stg_ga4_events group by user_pseudo_id order by md5(user_pseudo_id || $2) limit 1000"
    } >"$work/thousand-$1.csv"
}
: >"$work/0.latency"
: >"$work/1.latency"
for i in 1 2 3 4 5 6 7 8 9 10 11; do
    thousand $((2 * i)) "$i"
    thousand $((2 * i + 1)) "$i"
    sql checkpoint
    for again in 0 1; do
        from=$(mark)
        stream --batch-age-ms 1000 "$work/thousand-$((2 * i + again)).csv" >/dev/null
        wait_until_taken
        latency "$from" >>"$work/$again.latency"
    done
done
# Of lines as `latency` prints them, one batch each.
of_batches() { awk '{ print $2 }' "$1" | sort -n | awk '{ v[NR] = $1 } END { printf "p50 %s ms  max %s ms\n", v[int((NR + 1) / 2)], v[NR] }'; }
echo "1,000 events of 1,000 users, first after a checkpoint: $(of_batches "$work/0.latency")"
echo "1,000 events of the same users, again: $(of_batches "$work/1.latency")"

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
