#!/bin/bash
# kafka_against_copy.sh [EVENTS] [ROUNDS] [PARTITIONS]: attrib-stream --kafka from a real broker beside
# what each half of its work takes: kcat of the same topic into /dev/null, and psql's \copy of the same
# rows into the same table. In turns; prints medians. Seconds count from the start of the program to
# its end, of attrib-stream to the commit of the last event. Needs Java, Maven, kcat and a release build.
set -euo pipefail
cd "$(dirname "$0")/../.."
events=${1:-1000000}
rounds=${2:-5}
partitions=${3:-4}
programs=$PWD/build/release/bin
# shellcheck source=tests/kafka/broker.sh
source tests/kafka/broker.sh
bin=$programs
source tests/bench/copy_setup.sh
finish() {
    kill_kafka
    stop_postgres
    rm -rf "$work"
}
trap finish EXIT
fetch_kafka

"$programs/attrib-generate" --events "$events" --seed 4 --output "$work/events.csv"
start_postgres

# The rows that \copy takes, as JSON, are the messages.
empty
copy
rows=$(count)
psql -qc "\\copy (select json_strip_nulls(row_to_json(e)) from (select $columns from ga4_events_raw) as e) to '$work/events.json' (format csv, quote E'\\001', delimiter E'\\002')"
format_kafka
printf '%s\n' auto.create.topics.enable=true "num.partitions=$partitions" >>"$work/server.properties"
start_kafka
kcat -P -b "$brokers" -t events -l -X linger.ms=50 "$work/events.json"
bytes=$(stat -c %s "$work/events.json")

# Until all are committed; then it is ended.
ours() {
    "$programs/attrib-stream" --kafka "$brokers" --topic events &
    local stream=$! had=
    until [ "$had" = "$rows" ]; do
        sleep 0.02
        had=$(psql -Atc 'select sum(position_to - position_from) from ingest_batches')
    done
    echo "$stream" >"$work/stream.pid"
}
consume_ours() {
    seconds ours
    kill -TERM "$(cat "$work/stream.pid")"
    while kill -0 "$(cat "$work/stream.pid")" 2>/dev/null; do sleep 0.1; done
    [ "$(count)" = "$rows" ] || { echo "the tables differ"; exit 1; }
}
consume_copy() { seconds copy; }
consume_kcat() { seconds kcat -C -b "$brokers" -t events -o beginning -e -q; }

ways=(ours copy kcat)
for ((round = 0; round <= rounds; ++round)); do
    for ((i = 0; i < 3; ++i)); do
        way=${ways[(round + i) % 3]}
        empty
        took=$("consume_$way")
        printf '%s %s s  ' "$way" "$took"
        if [ "$round" -gt 0 ]; then echo "$took" >>"$work/$way"; fi
    done
    echo
done
echo
echo "| $rows events, $((bytes / rows)) bytes each, $partitions partitions | seconds | events a second |"
echo '|---|---|---|'
line() { awk -v t="$(median <"$work/$2")" -v n="$rows" -v w="$1" 'BEGIN { printf "| %s | %.2f | %.0f |\n", w, t, n / t }'; }
line 'kcat into /dev/null' kcat
line 'psql \copy of the same rows' copy
line 'attrib-stream --kafka' ours
