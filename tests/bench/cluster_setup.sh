# shellcheck shell=bash
# cluster_setup.sh: sourced by the benchmarks of a Citus cluster, whose URLs are in the array `nodes`, the
# coordinator's first (docs/scale.md, Tests). Gives them a folder $work, databases that are dropped at the end,
# and the servers of the workers on cores of their own: CORES='0 1' pins the server of each worker, which then
# must run on this machine, to one of these cores, and OTHERS, a list for taskset, the coordinator and the programs.
bin=$PWD/build/release/bin
unset DATABASE_URL "${!PG@}"
work=$(mktemp -d "${TMPDIR:-/tmp}/attrib-bench.XXXXXX")
follower=
finish() {
    [ -z "$follower" ] || kill -TERM "$follower" || true
    wait
    for node in "${nodes[@]}"; do
        for name in plain 1 2; do drop "$node" attrib_bench_$name || true; done
    done
    rm -rf "$work"
}
trap finish EXIT

sql() { PGOPTIONS='-c client_min_messages=error' psql -XqAt -F ' ' -v ON_ERROR_STOP=1 "$1" -c "$2"; }
drop() { sql "$1" "drop database if exists $2 with (force)"; }
in_database() { sed -E "s|^([^:]+://[^/]+)/[^?]*|\1/$2|" <<<"$1"; }
host_of() { sed -E 's|^[^:]+://([^@/]*@)?([^:/]+).*|\2|' <<<"$1"; }
port_of() { sed -E 's|^[^:]+://([^@/]*@)?[^:/]+:([0-9]+)/.*|\2|' <<<"$1"; }

# pin URL CORES: that server; sessions to come follow it.
pin() {
    local data
    data=$(sql "$1" 'show data_directory')
    for process in $(head -n 1 "$data/postmaster.pid") $(pgrep -P "$(head -n 1 "$data/postmaster.pid")"); do
        taskset -a -p -c "$2" "$process" >/dev/null 2>&1 || true
    done
}

pin_all() {
    [ -n "${CORES:-}" ] || return 0
    local cores others=${OTHERS:-0-$(($(nproc) - 1))}
    read -ra cores <<<"$CORES"
    for i in "${!cores[@]}"; do pin "${nodes[$((i + 1))]}" "${cores[$i]}"; done
    pin "${nodes[0]}" "$others"
    taskset -p -c "$others" $$ >/dev/null
}

# make COUNT: a cluster of so many workers; its URL in $database.
make() {
    local node
    for node in "${nodes[@]:0:$(($1 + 1))}"; do
        drop "$node" "attrib_bench_$1"
        sql "$node" "create database attrib_bench_$1 encoding 'UTF8' template template0"
        sql "$(in_database "$node" "attrib_bench_$1")" 'create extension citus'
    done
    database=$(in_database "${nodes[0]}" "attrib_bench_$1")
    sql "$database" "select citus_set_coordinator_host('$(host_of "${nodes[0]}")', $(port_of "${nodes[0]}"))" >/dev/null
    for node in "${nodes[@]:1:$1}"; do
        sql "$database" "select citus_add_node('$(host_of "$node")', $(port_of "$node"))" >/dev/null
    done
    "$bin/attrib-model" init --distributed --database "$database" >/dev/null
}
