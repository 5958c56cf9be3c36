# shellcheck shell=bash
# copy_setup.sh: sourced by the benchmarks against psql's \copy. A server of the programs' own in
# $work/data, with their settings, kept running for all rounds.
# Needs: work, bin (the folder of the programs), $work/events.csv.
source tests/bench/median.sh

as_server=()
if [ "$(id -u)" -eq 0 ]; then as_server=(runuser -u postgres --); fi
pg_ctl=$(find /usr/lib/postgresql -name pg_ctl | sort -V | tail -n 1)

start_postgres() {
    head -n 1 "$work/events.csv" >"$work/header.csv"
    columns=$(cat "$work/header.csv")
    "$bin/attrib-load" --data-dir "$work/data" "$work/header.csv" >/dev/null 2>&1
    (cd / && "${as_server[@]}" "$pg_ctl" start -s -w -D "$work/data/pgdata" -l "$work/data/pgdata/log" \
        -o "-k $work/data/socket")
    export PGHOST=$work/data/socket PGUSER=attrib PGDATABASE=attrib
    # As a bulk batch: into no index of single rows.
    psql -qc 'alter table ga4_events_raw alter batch_id set default 1'
}
stop_postgres() {
    (cd / && "${as_server[@]}" "$pg_ctl" stop -s -m immediate -D "$work/data/pgdata") || true
}

empty() { psql -qc 'truncate ga4_events_raw, ga4_events_rejected, ingest_batches' -c checkpoint; }
copy() { psql -qc "\\copy ga4_events_raw ($columns) from '$work/events.csv' (format csv, header)"; }
count() { psql -Atc 'select count(*) from ga4_events_raw'; }
seconds() {
    local TIMEFORMAT=%R
    { time "$@" >/dev/null 2>&1; } 2>&1
}
