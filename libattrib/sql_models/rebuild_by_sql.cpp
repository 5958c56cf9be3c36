#include <fmt/format.h>

#include <algorithm>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/postgres/copy_sink.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>

namespace attrib {
namespace {

const std::string build_schema = "attrib_build";

// Makes `public.<table>__next` of the tables that readers know, and moves the other models over.
void move_to_public(connection& on, const std::vector<built_model>& models) {
    for (const built_model& model : models) {
        const auto* const ours = std::ranges::find(table_names, model.name);
        if (ours == table_names.end()) {
            on.run(fmt::format(
                "drop table if exists public.{1}; alter table {0}.{1} set schema public",
                build_schema, model.name));
            continue;
        }
        on.run(
            fmt::format("drop table if exists public.{1}__next; "
                        "alter table {0}.{1} rename to {1}__next; "
                        "alter table {0}.{1}__next set schema public",
                        build_schema, model.name));
        copy_sink::index_next(on, static_cast<table>(ours - table_names.begin()));
    }
    on.run("drop schema " + build_schema + " cascade");
}

// Readers may be in the way for a moment; what was built stays while we let them go on.
void swap_in(connection& on) {
    for (;;) {
        on.run("savepoint before_swap");
        try {
            return copy_sink::swap_in(on);
        } catch (const failure& failed) {
            if (failed.code() != errc::database_busy) throw;
            on.run("rollback to savepoint before_swap");
        }
    }
}

}  // namespace

void rebuild_by_sql(const std::string& database, const attribution_options& options,
                    const model_handler& on_built) {
    connection on(database);
    const advisory_lock lock(on, lock_purpose::rebuild);
    // One snapshot for all statements: raw events and ledger are of one moment.
    transaction work(on, "isolation level repeatable read");
    move_to_public(on, build_models(on, build_schema, options, on_built));
    swap_in(on);
    on.run("update ingest_batches set in_marts = true where not in_marts");
    work.commit();
}

}  // namespace attrib
