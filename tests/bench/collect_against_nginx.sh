#!/bin/bash
# collect_against_nginx.sh [ROUNDS] [SECONDS] [FLAGS]: events that attrib-serve --collect stores, by wrk with
# 64 connections, against nginx that answers 204 to the same requests and stores nothing; in turns,
# medians of ROUNDS (5) of SECONDS (5) each. Every request is another event. FLAGS are more flags of
# attrib-serve ("--refresh off"). After each round the database must hold every event that was
# answered. Needs nginx and wrk.
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-5}
seconds=${2:-5}
read -ra flags <<<"${3:---refresh off}"
source tests/bench/live_setup.sh
source tests/bench/nginx_setup.sh
need_tools nginx wrk curl psql

nginx_port=18098
start_nginx "$nginx_port" / 'location / { return 204; }'
"$bin/attrib-model" "${here[@]}" >/dev/null 2>&1 # the schema

stored() { sql 'select count(*) from ga4_events_raw'; }

# one NAME PORT: a round, kept in $work/NAME.
one() {
    local result
    result=$(ask "$seconds" "http://127.0.0.1:$2" -s tests/bench/hits.lua)
    echo "$result" >>"$work/$1"
    echo "$1: $result (2xx/s, p99 ms, 2xx, 503)"
    answered=$(cut -d' ' -f3 <<<"$result")
}
# ours NAME [FLAGS]: a round against a server of its own, on the tables of the rounds before.
ours() {
    serve --collect "${flags[@]}" "${@:2}"
    local before
    before=$(stored)
    one "$1" "$port"
    memory=$(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$server/status")
    stop_server # which stores what was answered
    serve --refresh off
    echo "    stored $(($(stored) - before)) of $answered that were answered, $memory MiB"
    [ $(($(stored) - before)) -ge "$answered" ] || echo "    EVENTS ARE LOST"
    stop_server
}

for ((i = 0; i < rounds; ++i)); do
    one nginx "$nginx_port"
    ours durable
    ours fast --ack fast
done
for name in nginx durable fast; do
    echo "$name medians: $(median <"$work/$name") a second, p99 $(cut -d' ' -f2 "$work/$name" | median) ms"
done
stop_nginx
