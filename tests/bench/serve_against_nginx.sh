#!/bin/bash
# serve_against_nginx.sh [HISTORY] [ROUNDS]: attrib-serve's ready answers against nginx serving the
# same bytes as a file, by wrk with 64 connections, in turns; then answers that are not ready, each
# asked for once. HISTORY events (1,000,000), ROUNDS (5) of 5 seconds each. Needs nginx and wrk.
set -euo pipefail
cd "$(dirname "$0")/../.."
history=${1:-1000000}
rounds=${2:-5}
source tests/bench/live_setup.sh
source tests/bench/nginx_setup.sh
need_tools nginx wrk curl

generate "$history" 1
"$bin/attrib-load" "${here[@]}" "$work/history.csv"
start_server
until curl -sf "http://127.0.0.1:$port/api/v1/totals" >/dev/null; do :; done

mkdir "$work/files"
for name in totals timeseries; do curl -s "http://127.0.0.1:$port/api/v1/$name" >"$work/files/$name"; done
wc -c "$work"/files/*
nginx_port=18099
start_nginx "$nginx_port" /totals "root $work/files;" 'sendfile on;
    tcp_nopush on;
    open_file_cache max=100 inactive=1h;
    default_type application/json;'

for name in totals timeseries; do
    for ((i = 0; i < rounds; ++i)); do
        ours=$(ask 5 "http://127.0.0.1:$port/api/v1/$name")
        theirs=$(ask 5 "http://127.0.0.1:$nginx_port/$name")
        echo "$name: attrib-serve $ours, nginx $theirs (requests/s, p99 ms)"
        echo "$ours" >>"$work/$name.ours"
        echo "$theirs" >>"$work/$name.theirs"
    done
    echo "$name medians: attrib-serve $(median <"$work/$name.ours") requests/s p99" \
        "$(cut -d' ' -f2 "$work/$name.ours" | median) ms, nginx $(median <"$work/$name.theirs")" \
        "requests/s p99 $(cut -d' ' -f2 "$work/$name.theirs" | median) ms"
done

# Not ready: other days each time.
cold() {
    for ((i = 0; i < 300; ++i)); do
        from=$(date -u -d "2025-01-01 + $((i % 50)) days" +%F)
        to=$(date -u -d "$from + $((1 + i / 50)) days" +%F)
        echo "url = \"http://127.0.0.1:$port/api/v1/$1?from=$from&to=$to\""
        echo 'output = "/dev/null"'
    done >"$work/cold"
    curl -s -w '%{time_total} %{http_code}\n' -K "$work/cold" | sort -n |
        awk '$2 != 200 { wrong = 1 } { all[NR] = $1 * 1000 } END { printf "p50 %.2f ms  p99 %.2f ms%s\n",
            all[int(NR / 2)], all[int(NR * 0.99)], wrong ? " WITH ERRORS" : "" }'
}
for name in totals timeseries; do echo "$name, not ready: $(cold "$name")"; done
stop_nginx
