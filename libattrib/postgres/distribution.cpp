#include <libattrib/postgres/distribution.hpp>

#include <fmt/format.h>

#include <array>
#include <libattrib/core/error.hpp>

namespace attrib {
namespace {

constexpr const char* first_table = "ga4_events_raw";
constexpr std::array user_tables{"stg_ga4_events", "int_sessions", "mart_first_click",
                                 "mart_last_click"};

bool is_table_distributed(connection& on, const std::string& relation) {
    return on
        .run("select exists (select from pg_dist_partition where logicalrelid = to_regclass($1))",
             {relation})
        .boolean(0, 0);
}

bool has_citus(connection& on) {
    return on.run("select to_regclass('pg_catalog.pg_dist_partition') is not null").boolean(0, 0);
}

bool has_users(connection& on, const std::string& relation) {
    return on
        .run(
            "select exists (select from pg_attribute where attrelid = $1::regclass and attname = "
            "'user_pseudo_id' and not attisdropped)",
            {relation})
        .boolean(0, 0);
}

void spread_by_user(connection& on, const std::string& relation) {
    on.run("select create_distributed_table($1, 'user_pseudo_id', colocate_with => $2)",
           {relation, relation == first_table ? std::string("none") : std::string(first_table)});
}

}  // namespace

bool is_distributed(connection& on) {
    return has_citus(on) && is_table_distributed(on, first_table);
}

void distribute_tables(connection& on) {
    if (!has_citus(on)) {
        const bool can = on.run(
                               "select exists (select from pg_available_extensions where name = "
                               "'citus')")
                             .boolean(0, 0);
        throw failure(
            errc::database_refused,
            can ? "this database has no Citus yet: run CREATE EXTENSION citus; in it as a "
                  "superuser, with shared_preload_libraries = 'citus' set, and try again"
                : "this server has no Citus: install the package postgresql-<version>-citus-<n> "
                  "from Citus' repository on every node, set shared_preload_libraries = 'citus', "
                  "restart, run CREATE EXTENSION citus; and try again (docs/scale.md)");
    }
    transaction work(on);
    if (!is_table_distributed(on, first_table)) spread_by_user(on, first_table);
    for (const std::string table : user_tables)
        if (!is_table_distributed(on, table)) spread_by_user(on, table);
    work.commit();
}

void distribute_table(connection& on, const std::string& relation) {
    if (has_users(on, relation)) return spread_by_user(on, relation);
    on.run("select create_reference_table($1)", {relation});
}

}  // namespace attrib
