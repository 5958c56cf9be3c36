#include <libattrib/postgres/unfinished_commits.hpp>

#include <fmt/format.h>

#include <libattrib/core/error.hpp>
#include <libattrib/postgres/sql_state.hpp>

namespace attrib {
namespace {

// Names of prepared transactions by node, of Citus and of ours. pg_xact_status is null for ours
// that are so old that the coordinator has forgotten them.
constexpr const char* prepared_on_nodes =
    "select nodename, nodeport, success, result, gid, case when gid ~ '^attrib_[0-9]+_[0-9]+$' "
    "then "
    "pg_xact_status(split_part(gid, '_', 2)::xid8) end as status from run_command_on_workers('"
    "select coalesce(string_agg(gid, '' ''), '''') from pg_prepared_xacts where database = "
    "current_database()') left join lateral unnest(string_to_array(result, ' ')) as prepared (gid) "
    "on success";

void recover_transactions_of_citus(connection& on) {
    try {
        on.run("select recover_prepared_transactions()");
    } catch (const failure& failed) {
        if (kind_of(failed) != failure_kind::setup) throw;
    }
}

// What another program ends at the same time, or the role may not end, is refused, and left.
void recover_our_transactions(connection& on) {
    const query_result decided = on.run(
        fmt::format("select nodename, nodeport::text, gid, status from ({}) as prepared where "
                    "status in ('committed', 'aborted')",
                    prepared_on_nodes));
    for (std::size_t i = 0; i < decided.rows(); ++i)
        on.run(
            "select master_run_on_worker(array[$1::text], array[$2::integer], array[$3::text], "
            "false)",
            {std::string(decided.text(i, 0)), std::string(decided.text(i, 1)),
             fmt::format("{} prepared {}",
                         decided.text(i, 3) == "committed" ? "commit" : "rollback",
                         quote_text(decided.text(i, 2)))});
}

}  // namespace

std::string name_for_parts(connection& coordinator, connection& other) {
    // Crash recovery numbers transactions from the highest number in the log on, where a
    // transaction's first record puts it. A commit flushes the log only if it wrote a record, too.
    constexpr const char* write_record = "pg_logical_emit_message(true, 'attrib', '')";
    std::string name(coordinator
                         .run(fmt::format("select format('attrib_%s_%s', pg_current_xact_id(), "
                                          "oid), {} from pg_database where datname = "
                                          "current_database()",
                                          write_record))
                         .text(0, 0));
    other.run(fmt::format("select {}", write_record));
    return name;
}

void prepare_part(connection& node, const std::string& name) {
    node.run("prepare transaction " + quote_text(name));
}

void commit_part(connection& node, const std::string& name) {
    constexpr std::string_view is_gone = "42704";
    constexpr std::string_view is_being_ended = "55000";
    try {
        node.run("commit prepared " + quote_text(name));
    } catch (const database_failure& refused) {
        if (refused.state() != is_gone && refused.state() != is_being_ended) throw;
    }
}

bool has_unfinished_commits(connection& on) {
    if (!on.is_cluster()) return false;
    const query_result nodes = on.run(fmt::format(
        "select success, result, coalesce(status = 'committed', false) or gid in (select gid from "
        "pg_dist_transaction) from ({}) as prepared",
        prepared_on_nodes));
    bool is_unfinished = false;
    for (std::size_t i = 0; i < nodes.rows(); ++i) {
        if (!nodes.boolean(i, 0))
            throw failure(errc::database_unavailable, "a node of the cluster does not answer: " +
                                                          std::string(nodes.text(i, 1)));
        is_unfinished |= nodes.boolean(i, 2);
    }
    return is_unfinished;
}

void recover_transactions(connection& on) {
    if (!on.is_cluster()) return;
    recover_transactions_of_citus(on);
    recover_our_transactions(on);
}

}  // namespace attrib
