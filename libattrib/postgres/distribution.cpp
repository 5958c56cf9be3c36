#include <libattrib/postgres/distribution.hpp>

#include <fmt/format.h>

#include <array>
#include <libattrib/core/error.hpp>

namespace attrib {
namespace {

constexpr const char* first_table = "ga4_events_raw";
constexpr std::array user_tables{first_table, "stg_ga4_events", "int_sessions", "mart_first_click",
                                 "mart_last_click"};
// Small, and read beside rows of users, which nodes do by themselves only where they have it.
constexpr const char* copied_table = "quarantine";

bool is_table_distributed(connection& on, const std::string& relation) {
    return on
        .run("select exists (select from pg_dist_partition where logicalrelid = to_regclass($1))",
             {relation})
        .boolean(0, 0);
}

// Shards move between nodes by logical replication, which must know every row.
void spread_by_user(connection& on, const std::string& relation) {
    on.run("select create_distributed_table($1, 'user_pseudo_id', colocate_with => $2)",
           {relation, relation == first_table ? std::string("none") : std::string(first_table)});
    on.run("alter table " + relation + " replica identity full");
}

[[noreturn]] void refuse(const std::string& why) {
    throw failure(errc::database_refused, why + " (docs/scale.md)");
}

void require_citus(connection& on) {
    if (on.is_cluster()) return;
    const bool can =
        on.run("select exists (select from pg_available_extensions where name = 'citus')")
            .boolean(0, 0);
    refuse(can ? "this database has no Citus yet: run CREATE EXTENSION citus; in it as a "
                 "superuser, on every node, with shared_preload_libraries = 'citus' set, and try "
                 "again"
               : "this server has no Citus: install the package postgresql-<version>-citus-<n> "
                 "from Citus' repository on every node, set shared_preload_libraries = 'citus', "
                 "restart, run CREATE EXTENSION citus; and try again");
}

// Every node must reach every other.
void require_links(connection& on) {
    const query_result broken = on.run(
        "select format('%s:%s cannot connect to %s:%s', from_nodename, from_nodeport, "
        "to_nodename, to_nodeport) from citus_check_cluster_node_health() where result is "
        "distinct from true limit 1");
    if (broken.rows() == 0) return;
    refuse("a node of the cluster does not reach another: " + std::string(broken.text(0, 0)) +
           "; check that it runs, its pg_hba.conf, and the sslmode in citus.node_conninfo on "
           "every node");
}

struct node_setting {
    const char* query;   // of its value, on a node
    const char* name;    // as users know it
    const char* wanted;  // nothing: what the coordinator has
    const char* remedy;
};
constexpr std::array node_settings{
    node_setting{"select (current_setting('server_version_num')::int / 10000)::text",
                 "the major version of Postgres", nullptr, "install the same on every node"},
    node_setting{"select extversion from pg_extension where extname = 'citus'",
                 "the version of Citus", nullptr,
                 "install the same on every node and run ALTER EXTENSION citus UPDATE"},
    node_setting{"show server_encoding", "the encoding of the database", "UTF8",
                 "make the database with ENCODING 'UTF8' on every node"},
    node_setting{"select (current_setting('max_prepared_transactions')::int > 0)::text",
                 "max_prepared_transactions > 0", "true",
                 "set it on every node to at least max_connections and restart"},
};

void require_settings(connection& on) {
    for (const node_setting& each : node_settings) {
        const std::string wanted =
            each.wanted != nullptr ? each.wanted : std::string(on.run(each.query).text(0, 0));
        const query_result wrong = on.run(
            "select format('%s:%s', nodename, nodeport), result from run_command_on_all_nodes($1) "
            "join pg_dist_node using (nodeid) where result is distinct from $2 limit 1",
            {each.query, wanted});
        if (wrong.rows() != 0)
            refuse(
                fmt::format("node {} of the cluster has another value of {} than is needed: "
                            "'{}', not '{}'; {}",
                            wrong.text(0, 0), each.name, wrong.text(0, 1), wanted, each.remedy));
    }
}

// Rows that were there before stay in the coordinator's table, where no query sees them any more
// and nobody is forgotten.
void drop_local_rows(connection& on, const std::string& relation) {
    on.run("select truncate_local_data_after_distributing_table($1)", {relation});
}

}  // namespace

bool has_users(connection& on, const std::string& relation) {
    return on
        .run(
            "select exists (select from pg_attribute where attrelid = $1::regclass and attname = "
            "'user_pseudo_id' and not attisdropped)",
            {relation})
        .boolean(0, 0);
}

bool is_distributed(connection& on) {
    return on.is_cluster() && is_table_distributed(on, first_table);
}

void distribute_tables(connection& on) {
    require_citus(on);
    require_links(on);
    require_settings(on);
    transaction work(on);
    for (const std::string table : user_tables)
        if (!is_table_distributed(on, table)) spread_by_user(on, table);
    if (!is_table_distributed(on, copied_table))
        on.run("select create_reference_table($1)", {copied_table});
    work.commit();
    for (const std::string table : user_tables) drop_local_rows(on, table);
    drop_local_rows(on, copied_table);
}

void distribute_table(connection& on, const std::string& relation) {
    if (has_users(on, relation)) return spread_by_user(on, relation);
    on.run("select create_reference_table($1)", {relation});
}

// A statement that may change rows on every connection that has read some, and changes none.
void prepare_on_nodes(connection& on, const std::string& relation) {
    if (!is_distributed(on)) return;
    on.run_prepared("delete from " + relation +
                        " as old using unnest($1::text[]) as gone (user_pseudo_id) where "
                        "old.user_pseudo_id = gone.user_pseudo_id",
                    query_parameters{"{}"});
}

}  // namespace attrib
