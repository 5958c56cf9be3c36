#include <libattrib/postgres/schema.hpp>

#include <libattrib/core/error.hpp>
#include <libattrib/postgres/advisory_lock.hpp>

namespace attrib {

extern const embedded_file migration_files[];  // written by cmake/embed.cmake

namespace {

// 0 where the tables were never made.
std::size_t schema_version(connection& on) {
    if (on.run("select to_regclass('attrib_schema') is null").boolean(0, 0)) return 0;
    return static_cast<std::size_t>(
        on.run("select coalesce(max(version), 0) from attrib_schema").integer(0, 0));
}

void check_version(std::size_t version, std::size_t known) {
    if (version > known)
        throw failure(errc::schema_too_new, "the database has schema version " +
                                                std::to_string(version) + ", this program knows " +
                                                std::to_string(known) +
                                                "; use the later program that made it");
}

// Two sets of tables in one database would share locks and notifications.
void refuse_second_home(connection& on) {
    const query_result other = on.run(
        "select relnamespace::regnamespace::text from pg_class where relname = 'attrib_schema' and "
        "relkind = 'r' and relpersistence = 'p' and relnamespace::regnamespace::text <> $1 limit 1",
        {on.schema()});
    if (other.rows() == 0) return;
    const std::string home(other.text(0, 0));
    throw failure(errc::database_refused,
                  "the tables are in schema " + home +
                      " of this database, which the search_path does not name or the role has no "
                      "USAGE on: ALTER ROLE ... SET search_path = " +
                      home + " or options=-csearch_path%3D" + home +
                      " in the URL, or use another database");
}

// A worker has the shards of user rows and nothing else of ours.
void refuse_worker(connection& on) {
    if (!on.is_cluster() ||
        !on.run("select exists (select from pg_dist_local_group where groupid > 0)").boolean(0, 0))
        return;
    const query_result coordinator =
        on.run("select nodename, nodeport from pg_dist_node where groupid = 0 limit 1");
    throw failure(errc::database_refused,
                  "this server is a worker of a Citus cluster: connect to its coordinator" +
                      (coordinator.rows() == 0 ? std::string()
                                               : ", " + std::string(coordinator.text(0, 0)) + ":" +
                                                     std::string(coordinator.text(0, 1))));
}

// Says what is in the way of migrations before the first of them fails at it.
void require_right_to_migrate(connection& on, std::size_t version, std::size_t known) {
    const query_result may = on.run(
        "select current_setting('transaction_read_only') = 'on', has_schema_privilege($1, "
        "'create'), current_user",
        {on.schema()});
    const std::string lacking =
        (version == 0
             ? "there are no tables of attrib in schema " + on.schema()
             : "the tables in schema " + on.schema() + " have version " + std::to_string(version) +
                   ", this program needs " + std::to_string(known)) +
        ": run `attrib-model init` ";
    if (may.boolean(0, 0))
        throw failure(errc::database_refused,
                      lacking +
                          "on a server that can be written; this one is a standby, or "
                          "default_transaction_read_only is on");
    if (!may.boolean(0, 1))
        throw failure(errc::database_refused,
                      lacking + "as their owner, or GRANT CREATE ON SCHEMA " + on.schema() +
                          " TO " + quote_name(may.text(0, 2)));
}

// Where the statement that `sql` begins with ends: at a semicolon in no comment, text or body.
std::size_t end_of_statement(std::string_view sql) {
    for (std::size_t i = 0; i < sql.size(); ++i) {
        std::string_view closing;
        if (sql[i] == ';') return i + 1;
        if (sql[i] == '\'') closing = "'";
        if (sql.substr(i).starts_with("$$")) closing = "$$";
        if (sql.substr(i).starts_with("--")) closing = "\n";
        if (closing.empty()) continue;
        i = sql.find(closing, i + closing.size());
        if (i == std::string_view::npos) break;
        i += closing.size() - 1;
    }
    return sql.size();
}

// Citus takes one statement at a time.
void apply(connection& on, std::size_t version, const embedded_file& step) {
    transaction work(on);
    for (std::string_view rest = step.text; !rest.empty();) {
        const std::size_t end = end_of_statement(rest);
        on.run(std::string(rest.substr(0, end)));
        rest.remove_prefix(end);
    }
    on.run("insert into attrib_schema (version, name) values ($1, $2)",
           {std::to_string(version), std::string(step.name)});
    work.commit();
}

}  // namespace

void migrate(connection& on) {
    std::size_t count = 0;
    while (!migration_files[count].name.empty()) ++count;
    migrate(on, std::span(migration_files, count));
}

void migrate(connection& on, std::span<const embedded_file> steps) {
    refuse_worker(on);
    const std::size_t found = schema_version(on);
    check_version(found, steps.size());
    if (found == steps.size()) return;
    require_right_to_migrate(on, found, steps.size());
    const advisory_lock lock(on, lock_purpose::migration);
    if (found == 0) {
        refuse_second_home(on);
        on.run(
            "create table if not exists attrib_schema (version integer primary key, name text not "
            "null, applied_at timestamptz not null default now())");
    }
    const std::size_t version = schema_version(on);
    check_version(version, steps.size());
    for (std::size_t i = version; i < steps.size(); ++i) apply(on, i + 1, steps[i]);
}

std::string column_list(connection& on, const std::string& schema, const std::string& table) {
    return std::string(
        on.run("select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute "
               "where attrelid = to_regclass($1) and attnum > 0 and not attisdropped",
               {schema + "." + table})
            .text(0, 0));
}

}  // namespace attrib
