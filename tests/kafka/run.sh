#!/bin/bash
# run.sh PROGRAMS [ROUNDS [SEED]]: attrib-stream of the folder PROGRAMS on a real Kafka. In each round
# events are sent while the broker, a consumer or Postgres is killed (SIGKILL) at a moment drawn by
# SEED, and now and then the topic gets more partitions; in the end every event is there once. Then
# transactions that are aborted, messages that are deleted unread and a topic that is recreated.
# Where Java, Maven or Maven Central is missing it says so and ends with 77.
set -euo pipefail
programs=$(realpath "${1:?usage: run.sh PROGRAMS [ROUNDS [SEED]]}")
rounds=${2:-2}
seed=${3:-$(date +%s)}
RANDOM=$seed
cd "$(dirname "$0")/../.."
# shellcheck source=tests/kafka/broker.sh
source tests/kafka/broker.sh

pids=()
finish() {
    local status=$?
    kill_kafka
    [ "${#pids[@]}" -eq 0 ] || kill -TERM "${pids[@]}" 2>/dev/null || true
    { wait; } 2>/dev/null || true
    if [ "$status" -ne 0 ] && [ "$status" -ne 77 ]; then
        echo "seed $seed; messages of the programs:"
        tail -n 30 "$work"/*.error || true
    fi
    rm -rf "$work"
}
trap finish EXIT
fetch_kafka
format_kafka
start_kafka

tool() { "$programs/kafka_tool" "$brokers" "$@"; }
here=(--data-dir "$work/data")
sql() { psql -h "$work/data/socket" -U attrib attrib -XqAtc "$1" 2>/dev/null; }
# consumer NUMBER TOPIC [FLAG...]: starts one, as ${consumers[NUMBER]}.
consumers=()
consumer() {
    local number=$1 topic=$2
    shift 2
    "$programs/attrib-stream" "${here[@]}" --kafka "$brokers" --topic "$topic" "$@" \
        >>"$work/stream$number.log" 2>>"$work/stream$number.error" &
    consumers[number]=$!
    pids+=($!)
}
stop_consumer() {
    kill -TERM "${consumers[$1]}"
    wait "${consumers[$1]}"
}
kill_process() {
    kill -KILL "$1"
    { wait "$1"; } 2>/dev/null || true
}
# eventually ATTEMPTS COMMAND...: until it succeeds, some ten times a second. A machine that stands
# still meanwhile uses up no attempt.
eventually() {
    local left=$1
    shift
    until "$@"; do
        [ $((left -= 1)) -gt 0 ] || return 1
        sleep 0.1
    done
}
fail() {
    echo "failed: $1"
    exit 1
}
# events FROM TO
events() {
    seq "$1" "$2" | awk '{ printf "{\"event_id\":\"%d\",\"user_pseudo_id\":\"u%d\",\"event_timestamp\":" \
        "\"2025-03-01T10:00:00Z\",\"event_name\":\"page_view\"}\n", $1, $1 % 97 }'
}
# send TOPIC: lines of standard input as messages, each once, however long it takes.
send() {
    kcat -P -E -b "$brokers" -t "$1" -X enable.idempotence=true -X message.timeout.ms=0 -q \
        2>>"$work/kcat.error"
}
holds() { [ "$(sql "select format('%s %s', count(*), count(distinct event_id)) from ga4_events_raw where $1")" = "$2 $2" ]; }

"$programs/attrib-model" "${here[@]}" --follow >"$work/model.log" 2>"$work/model.error" &
follower=$!
pids+=("$follower")
eventually 600 sql 'select from ga4_events_raw' >/dev/null || fail "no database"

partitions=3
tool create events $partitions
consumer 1 events
consumer 2 events
each=4000
sent=0
kills_broker=0 kills_consumer=0 kills_server=0
longest=0
for ((round = 1; round <= rounds; ++round)); do
    events $((sent + 1)) $((sent + each)) | send events &
    sender=$!
    sent=$((sent + each))
    sleep "0.$((RANDOM % 10))"
    victim=$((RANDOM % 4))
    case $victim in
        0)
            kill_kafka
            kills_broker=$((kills_broker + 1))
            start_kafka
            ;;
        1 | 2)
            kill_process "${consumers[victim]}"
            kills_consumer=$((kills_consumer + 1))
            consumer "$victim" events
            ;;
        3)
            kill -KILL "$(head -n 1 "$work/data/pgdata/postmaster.pid")"
            kills_server=$((kills_server + 1))
            ;;
    esac
    if [ $((RANDOM % 3)) -eq 0 ] && [ $partitions -lt 12 ]; then
        partitions=$((partitions + 1))
        eventually 300 tool grow events $partitions 2>/dev/null || fail "no more partitions"
    fi
    wait "$sender" || fail "the events were not sent"
    began=$SECONDS
    eventually 1200 holds true $sent ||
        fail "after round $round: $(sql 'select count(*), count(distinct event_id) from ga4_events_raw') of $sent"
    if [ $((SECONDS - began)) -gt $longest ]; then longest=$((SECONDS - began)); fi
done
for one in 1 2; do kill -0 "${consumers[one]}" 2>/dev/null || fail "consumer $one has ended"; done
stop_consumer 1
stop_consumer 2
[ "$(sql "select count(*) from (select position_from, lag(position_to) over (partition by source order by position_from) as before from ingest_batches) as part where before <> position_from")" = 0 ] ||
    fail "the ledger has a hole"
[ "$(sql "select sum(position_to - position_from) from ingest_batches")" -eq $sent ] ||
    fail "the ledger covers another number of messages"
echo "chaos: $rounds rounds (seed $seed), $sent events each once; killed: broker $kills_broker," \
    "consumers $kills_consumer, Postgres $kills_server times; $partitions partitions in the end;" \
    "all stored at most $longest s after the last was sent"

# Of transactions only those that were committed: hundreds 1, 3, 5 and so on.
tool create paid 1
events 1000001 1002000 | tool transactions paid
consumer 1 paid
eventually 600 holds "event_id::integer > 1000000" 1000 || fail "transactions: $(sql 'select count(*) from ga4_events_raw where event_id::integer > 1000000') rows"
[ "$(sql "select bool_and((event_id::integer - 1000001) / 100 % 2 = 0) from ga4_events_raw where event_id::integer > 1000000")" = t ] ||
    fail "rows of a transaction that was aborted"
stop_consumer 1
echo "transactions: 1000 events of 10 that were committed, none of 10 that were aborted"

# What was deleted unread is said, and is a hole in the ledger.
tool create gone 1
events 2000001 2000100 | send gone
consumer 1 gone
eventually 600 holds "event_id::integer > 2000000" 100 || fail "before the gap"
stop_consumer 1
events 2000101 2000200 | send gone
tool trim gone 0 150
consumer 1 gone
eventually 600 holds "event_id::integer > 2000000" 150 || fail "after the gap"
stop_consumer 1
grep -q 'kafka:gone/0: the messages from offset 100 to 149 were deleted' "$work/stream1.error" ||
    fail "the gap is not said"
echo "retention: 50 messages that were deleted unread are said"

# A topic that is recreated is refused, and read under another name.
tool delete gone
eventually 300 tool create gone 1 2>/dev/null || fail "no topic recreated"
events 3000001 3000300 | send gone
consumer 1 gone
if wait "${consumers[1]}"; then fail "a topic that was recreated is taken for the one before"; fi
grep -q 'the topic was recreated; --source NAME' "$work/stream1.error" || fail "no reason is given"
consumer 1 gone --source second
eventually 600 holds "event_id::integer > 3000000" 300 || fail "the topic that was recreated"
stop_consumer 1
echo "recreated: refused, and read under another name"
kill -TERM "$follower"
wait "$follower"
"$programs/attrib-model" "${here[@]}" >/dev/null 2>&1
"$programs/attrib-model" "${here[@]}" verify >/dev/null 2>"$work/verify.error" || fail "verify"
