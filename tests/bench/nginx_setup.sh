# shellcheck shell=bash
# nginx_setup.sh: sourced, after live_setup.sh, by the benchmarks against nginx. Gives them nginx as
# $rival and wrk's figures.
source tests/bench/median.sh

# need_tools TOOL...: ends the benchmark where one is missing.
need_tools() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || {
            echo "${0##*/}: $tool is missing" >&2
            exit 1
        }
    done
}

# start_nginx PORT PATH SERVER [HTTP]: two workers on 127.0.0.1:PORT; SERVER and HTTP are directives
# of those blocks. Waits until PATH is answered.
start_nginx() {
    cat >"$work/nginx.conf" <<TEXT
worker_processes 2;
pid $work/nginx.pid;
error_log stderr error;
user $(id -un);
events { worker_connections 1024; }
http {
    access_log off;
    keepalive_requests 1000000000;
    ${4:-}
    server { listen 127.0.0.1:$1; $3 }
}
TEXT
    nginx -c "$work/nginx.conf" -g 'daemon off;' &
    rival=$!
    until curl -sf "http://127.0.0.1:$1$2" >/dev/null; do :; done
}
stop_nginx() {
    kill -QUIT "$rival"
    wait "$rival"
}

# ask SECONDS URL [FLAG...]: wrk with 64 connections: requests a second and p99 in milliseconds. With
# hits.lua: answers of 2xx a second, p99, answers of 2xx, answers of 503; of others there must be none.
ask() {
    wrk -t 2 -c 64 -d "${1}s" --latency "${@:3}" "$2" >"$work/wrk"
    awk '/99%/ { p99 = $2; if (p99 ~ /us$/) p99 = p99 / 1000; else if (p99 ~ /[0-9]s$/) p99 = p99 * 1000
                 else p99 = p99 + 0 }
        /Requests\/sec/ { rate = $2 }
        /^good/ { good = $2 } /^busy/ { busy = $2 } /^other/ { wrong += $2 } /^seconds/ { took = $2 }
        /Socket errors/ { wrong += 1 }
        /Non-2xx/ { refused = 1 }
        END {
            if (took) printf "%.0f %.2f %d %d", good / took, p99, good, busy
            else { printf "%.0f %.2f", rate, p99; wrong += refused }
            if (wrong) printf " WITH ERRORS"
        }' "$work/wrk"
}
