# shellcheck shell=bash
# live_setup.sh: sourced by the benchmarks of the live path. Gives them a private Postgres in $work that
# keeps commit times, attrib-model --follow beside it, and the words to ask what came when.
bin=$PWD/build/release/bin
unset DATABASE_URL "${!PG@}"
work=$(mktemp -d "${TMPDIR:-/tmp}/attrib-bench.XXXXXX")
chmod 755 "$work"
here=(--data-dir "$work/data")
follower=
streamer=
server=
rival=
finish() {
    [ -z "$server" ] || kill -TERM "$server" || true
    [ -z "$rival" ] || kill -TERM "$rival" 2>/dev/null || true
    [ -z "$streamer" ] || kill -TERM "$streamer" || true
    [ -z "$follower" ] || kill -TERM "$follower" || true
    wait
    rm -rf "$work"
}
trap finish EXIT

sql() { psql "$database" -X -q -A -t -F ' ' -c "$1"; }
mark() { sql 'select max(batch_id) from ingest_batches'; }
stream() { "$bin/attrib-stream" "${here[@]}" "$@" 2>>"$work/stream.error"; }

# generate HISTORY STREAMED: history.csv, header.csv and tail.rows in $work, of the same users.
generate() {
    "$bin/attrib-generate" --events $(($1 + $2)) --seed 5 --output "$work/all.csv"
    head -n 1 "$work/all.csv" >"$work/header.csv"
    head -n $(($1 + 1)) "$work/all.csv" >"$work/history.csv"
    tail -n +$(($1 + 2)) "$work/all.csv" >"$work/tail.rows"
    rm "$work/all.csv"
}

start_follower() {
    "$bin/attrib-model" "${here[@]}" --follow --json >"$work/follow.log" 2>"$work/follow.error" &
    follower=$!
    until psql "$database" -Xqc 'select 1' >/dev/null 2>&1; do :; done
}
# Asks in one session, every 5 ms: new sessions one after another would take a core for themselves.
wait_until_taken() {
    sql 'do $$ begin
        while exists (select from ingest_batches where not in_marts) or not exists (select from model_state)
            loop perform pg_sleep(0.005); end loop;
        end $$'
}

# attrib-serve with the flags that are given; $port is where.
serve() {
    database="host=$(realpath "$work/data")/socket user=attrib dbname=attrib"
    : >"$work/serve.log"  # of a server before
    "$bin/attrib-serve" "${here[@]}" --listen 127.0.0.1:0 "$@" 2>"$work/serve.log" &
    server=$!
    until port=$(sed -n 's/.*listening on http:.*:\([0-9]*\)$/\1/p' "$work/serve.log") && [ -n "$port" ]; do
        kill -0 "$server"
    done
}
stop_server() {
    kill -TERM "$server"
    wait "$server"
    server=
}
# attrib-serve, which refreshes, too.
start_server() {
    serve
    wait_until_taken
}

# Loads the files; keeps commit times from here on, a setting that only a start takes up.
keep_commit_times() {
    load_and_follow "$@"
    kill -TERM "$follower"
    wait "$follower"
    follower=
}

# Loads the files, keeps commit times from here on (a setting that only a start takes up), follows.
load_and_follow() {
    "$bin/attrib-load" "${here[@]}" "$@"
    database="host=$(realpath "$work/data")/socket user=attrib dbname=attrib"
    start_follower
    sql 'alter system set track_commit_timestamp = on'
    kill -TERM "$follower"
    wait "$follower"
    start_follower
    wait_until_taken
}

# Milliseconds from a batch's commit to that of the refresh that took it in, over its rows, for
# batches after $1. Of batches that the follower has merged since, the ledger has no times of their
# own; the newest 1,000 are never merged. By indexes, as the server knows little of new batches.
latency() {
    sql "set enable_seqscan = off; with batch as (
            select ledger.rows, extract(epoch from pg_xact_commit_timestamp(ledger.xmin) -
                pg_xact_commit_timestamp((select raw.xmin from ga4_events_raw as raw
                    where raw.batch_id = ledger.batch_id limit 1))) * 1000 as took
            from ingest_batches as ledger where ledger.batch_id > $1 and ledger.rows > 0 and in_marts
                and ledger.rows = (select count(*) from ga4_events_raw as raw
                    where raw.batch_id = ledger.batch_id)),
        placed as (
            select took, sum(rows) over (order by took) as upto, sum(rows) over () as total from batch)
        select string_agg(format('%s %s ms', name, (
            select round(min(took), 1) from placed where upto >= share * total)), '  ' order by share)
        from (values ('p50', 0.5), ('p95', 0.95), ('p99', 0.99), ('max', 1.0)) as wanted (name, share)"
}
