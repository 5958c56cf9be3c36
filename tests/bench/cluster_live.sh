#!/bin/bash
# cluster_live.sh HISTORY RATE SECONDS COORDINATOR WORKER...: attrib-stream and attrib-model --follow beside each
# other on a Citus cluster that holds HISTORY events. Prints how long after a batch is in the ledger it is in the
# marts, over its rows, for each quarter of the time, and how much waits at the end. Asks every 5 ms. The URLs, CORES
# and OTHERS are as cluster_setup.sh says.
set -euo pipefail
cd "$(dirname "$0")/../.."
history=$1
rate=$2
seconds=$3
shift 3
nodes=("$@")
source tests/bench/cluster_setup.sh

"$bin/attrib-generate" --events $((history + rate * seconds)) --seed 5 --output "$work/all.csv"
head -n $((history + 1)) "$work/all.csv" >"$work/history.csv"
{
    head -n 1 "$work/all.csv"
    tail -n +$((history + 2)) "$work/all.csv"
} >"$work/tail.csv"
make $((${#nodes[@]} - 1))
pin_all
"$bin/attrib-load" --database "$database" "$work/history.csv" >/dev/null 2>&1
"$bin/attrib-model" --database "$database" >/dev/null 2>&1
"$bin/attrib-model" --follow --json --database "$database" >"$work/follow.log" 2>"$work/follow.error" &
follower=$!
first=$(sql "$database" 'select max(batch_id) from ingest_batches')

# Watches batches come and go in, until all that the streamer sends has.
watch="
    create temporary table seen (batch_id bigint primary key, rows bigint, came timestamptz, gone timestamptz);
    do \$\$ begin
        loop
            insert into seen select batch_id, rows, clock_timestamp() from ingest_batches
                where batch_id > $first on conflict do nothing;
            update seen set gone = clock_timestamp() from ingest_batches as ledger
                where gone is null and ledger.batch_id = seen.batch_id and ledger.in_marts;
            commit;
            exit when (select sum(rows) filter (where gone is not null) from seen) >= $((rate * seconds * 99 / 100))
                and not exists (select from seen where gone is null);
            perform pg_sleep(0.005);
        end loop;
    end \$\$;
    with placed as (
        select quarter, extract(epoch from gone - came) * 1000 as took, rows,
            sum(rows) over of_quarter as upto, sum(rows) over (partition by quarter) as total
        from (select *, ntile(4) over (order by came) as quarter from seen) as seen
        window of_quarter as (partition by quarter order by gone - came))
    select format('quarter %s: %s events, p50 %s ms, p99 %s ms, max %s ms', quarter, max(total),
        round(min(took) filter (where upto >= total * 0.5)), round(min(took) filter (where upto >= total * 0.99)),
        round(max(took))) from placed group by quarter order by quarter"
# One statement at a time, as one of them commits.
psql -XqAt -v ON_ERROR_STOP=1 "$database" <<<"$watch" >"$work/seen" &
watcher=$!
began=$(date +%s.%N)
"$bin/attrib-stream" --rate "$rate" --database "$database" "$work/tail.csv" >/dev/null 2>"$work/stream.error"
took=$(awk -v a="$began" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }')
waiting=$(sql "$database" 'select coalesce(sum(rows), 0) from ingest_batches where not in_marts')
wait $watcher
echo "$rate events/s for $seconds s: streamed in $took s, $waiting rows waited at the end"
cat "$work/seen"
