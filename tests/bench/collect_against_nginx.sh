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
for tool in nginx wrk curl psql; do
    command -v "$tool" >/dev/null || {
        echo "collect_against_nginx.sh: $tool is missing" >&2
        exit 1
    }
done

nginx_port=18098
cat >"$work/nginx.conf" <<TEXT
worker_processes 2;
pid $work/nginx.pid;
error_log stderr error;
user $(id -un);
events { worker_connections 1024; }
http {
    access_log off;
    keepalive_requests 1000000000;
    server { listen 127.0.0.1:$nginx_port; location / { return 204; } }
}
TEXT
nginx -c "$work/nginx.conf" -g 'daemon off;' &
rival=$!
until curl -sf "http://127.0.0.1:$nginx_port/"; do :; done
"$bin/attrib-model" "${here[@]}" >/dev/null 2>&1 # the schema

# ask PORT: requests a second, p99 in milliseconds, answers of 2xx, answers of 503; of other answers
# there must be none.
ask() {
    wrk -t 2 -c 64 -d "${seconds}s" --latency -s tests/bench/hits.lua "http://127.0.0.1:$1" >"$work/wrk"
    awk '/99%/ { p99 = $2; if (p99 ~ /us$/) p99 = p99 / 1000; else if (p99 ~ /[0-9]s$/) p99 = p99 * 1000
                 else p99 = p99 + 0 }
        /^good/ { good = $2 } /^busy/ { busy = $2 } /^other/ { other = $2 } /^seconds/ { took = $2 }
        /Socket errors/ { other += 1 }
        END { printf "%.0f %.2f %d %d%s", good / took, p99, good, busy, other ? " WITH ERRORS" : "" }' "$work/wrk"
}
median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
stored() { sql 'select count(*) from ga4_events_raw'; }

# one NAME PORT: a round, kept in $work/NAME.
one() {
    local result
    result=$(ask "$2")
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
kill -QUIT "$rival"
wait "$rival"
