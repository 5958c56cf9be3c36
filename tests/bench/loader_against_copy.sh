#!/bin/bash
# loader_against_copy.sh [EVENTS] [ROUNDS]: attrib-load against psql's \copy and against libpq with
# bytes that are ready (attrib-ready-copy, two connections), the same file of made-up events into the
# same table of the same server, in turns. Prints medians and ratios. Needs a build with
# ATTRIB_BUILD_BENCHMARKS.
set -euo pipefail
cd "$(dirname "$0")/../.."
events=${1:-2000000}
rounds=${2:-5}
bin=$PWD/build/release/bin
ready_copy=$bin/attrib-ready-copy

work=$(mktemp -d /tmp/attrib-bench.XXXXXX)
chmod 755 "$work"
as_server=()
if [ "$(id -u)" -eq 0 ]; then as_server=(runuser -u postgres --); fi
pg_ctl=$(find /usr/lib/postgresql -name pg_ctl | sort -V | tail -n 1)
finish() {
    (cd / && "${as_server[@]}" "$pg_ctl" stop -s -m immediate -D "$work/data/pgdata") || true
    rm -rf "$work"
}
trap finish EXIT

"$bin/attrib-generate" --events "$events" --seed 4 --output "$work/events.csv"
head -n 1 "$work/events.csv" >"$work/header.csv"
columns=$(cat "$work/header.csv")
# The programs' own server, with their settings; kept running for all rounds.
"$bin/attrib-load" --data-dir "$work/data" "$work/header.csv" >/dev/null 2>&1
(cd / && "${as_server[@]}" "$pg_ctl" start -s -w -D "$work/data/pgdata" -l "$work/data/pgdata/log" \
    -o "-k $work/data/socket")
export PGHOST=$work/data/socket PGUSER=attrib PGDATABASE=attrib
# As a bulk batch: into no index of single rows.
psql -qc 'alter table ga4_events_raw alter batch_id set default 1'

empty() { psql -qc 'truncate ga4_events_raw, ga4_events_rejected, ingest_batches' -c checkpoint; }
seconds() {
    local TIMEFORMAT=%R
    { time "$@" >/dev/null 2>&1; } 2>&1
}
copy() { psql -qc "\\copy ga4_events_raw ($columns) from '$work/events.csv' (format csv, header)"; }
count() { psql -Atc 'select count(*) from ga4_events_raw'; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

load_ours() { seconds "$bin/attrib-load" "$work/events.csv"; }
load_theirs() { seconds copy; }
load_ready() { "$ready_copy" '' "$work/events.csv"; }

# Who comes first changes, and the first round, in which the server takes its memory, does not count.
ways=(ours theirs ready)
rows=
for ((round = 0; round <= rounds; ++round)); do
    for ((i = 0; i < 3; ++i)); do
        way=${ways[(round + i) % 3]}
        empty
        took=$("load_$way")
        printf '%s %s s  ' "$way" "$took"
        if [ "$way" != ready ] && [ "${rows:=$(count)}" != "$(count)" ]; then
            echo "the tables differ: $rows rows against $(count)"
            exit 1
        fi
        if [ "$round" -ne 0 ]; then echo "$took" >>"$work/$way"; fi
    done
    echo
done
awk -v a="$(median <"$work/ours")" -v b="$(median <"$work/theirs")" -v r="$(median <"$work/ready")" \
    -v n="$rows" 'BEGIN {
    printf "\n| %d rows | seconds | rows a second | attrib-load is |\n|---|---|---|---|\n", n
    printf "| psql \\copy | %.2f | %.0f | %.2f times as fast |\n", b, n / b, b / a
    printf "| libpq, ready bytes, 2 connections | %.2f | %.0f | %.2f times as fast |\n", r, n / r, r / a
    printf "| attrib-load | %.2f | %.0f | |\n", a, n / a }'
