#include <fmt/format.h>

#include <algorithm>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/marts/model_state.hpp>
#include <libattrib/marts/table_change.hpp>
#include <libattrib/marts/table_layout.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>

namespace attrib {
namespace {

const std::string build_schema = "attrib_build";

// Moves what was built to our schema, tables that readers know as `<table>__next`; returns those.
std::vector<table> move_home(connection& on, const std::vector<std::string>& built) {
    std::vector<table> known;
    for (const std::string& name : built) {
        const auto which = table_named(name);
        if (!which) {
            on.run(fmt::format("drop table if exists {2}.{1}; alter table {0}.{1} set schema {2}",
                               build_schema, name, on.schema()));
            continue;
        }
        on.run(
            fmt::format("drop table if exists {2}.{1}__next; "
                        "alter table {0}.{1} rename to {1}__next; "
                        "alter table {0}.{1}__next set schema {2}",
                        build_schema, name, on.schema()));
        constrain_like(on, fmt::format("{}.{}__next", on.schema(), name), *which);
        known.push_back(*which);
    }
    on.run("drop schema " + build_schema + " cascade");
    return known;
}

// Readers may be in the way for a moment; what was built stays while we let them go on.
void swap_all_in(connection& on, const std::vector<table>& tables) {
    while (!tables.empty()) {
        on.run("savepoint before_swap");
        try {
            return swap_in(on, tables);
        } catch (const failure& failed) {
            if (failed.code() != errc::database_busy) throw;
            on.run("rollback to savepoint before_swap");
        }
    }
}

// Why nothing of the tables there are can be kept; empty when they can be brought up to date.
std::string why_anew(connection& on, const sql_options& options, const model_state& wanted) {
    if (options.full_refresh) return "as was asked for";
    const auto state = read_state(on);
    if (!state) return "the tables are made for the first time";
    if (state->engine != wanted.engine) return "the C++ engine made the tables";
    if (state->settings != wanted.settings) return "the settings are others";
    if (state->models != wanted.models) return "the models are others";
    return {};
}

std::set<std::string> chosen(const sql_options& options) {
    return select_models(model_nodes(default_project()).value(), options.select).value();
}

// The tables as they are read, for tests.
build_plan plan_of(const connection& on, const sql_options& options) {
    return {.attribution = options.attribution,
            .rules = options.rules,
            .selected = chosen(options),
            .schema = on.schema(),
            .home = on.schema(),
            .in_place = true};
}

// Forgets the state when only some tables have the new settings: the next run makes all anew.
void record(connection& on, const sql_options& options, const model_state& wanted) {
    if (options.select.empty()) {
        write_state(on, wanted);
        on.run("update ingest_batches set in_marts = true where not in_marts");
    } else if (read_state(on) != wanted) {
        on.run("delete from model_state");
    }
}

}  // namespace

std::vector<built_model> rebuild_by_sql(const sql_options& options) {
    const sql_project& project = default_project();
    connection on(options.database);
    on.interrupt_by(options.interrupt);
    require_rebuild_rights(on, true);
    build_plan plan = plan_of(on, options);
    const advisory_lock lock(on, lock_purpose::rebuild);
    // One snapshot for all statements: raw events and ledger are of one moment.
    transaction work(on, "isolation level repeatable read");
    const model_state wanted{"sql", settings_text(options.attribution, options.rules),
                             project.digest};
    const std::string reason = why_anew(on, options, wanted);
    if (options.on_begin) options.on_begin(reason);
    plan.in_place = reason.empty();
    if (!plan.in_place) plan.schema = build_schema;
    std::vector<built_model> built = build_models(on, project, plan, options.on_built);
    if (!plan.in_place) {
        std::vector<std::string> names;
        for (const seed_file& seed : project.seeds) names.push_back(seed.name);
        for (const built_model& model : built) names.push_back(model.name);
        swap_all_in(on, move_home(on, names));
    }
    record(on, options, wanted);
    announce(on, {.is_everything = true, .moves_credits = true});
    work.commit();
    return built;
}

std::uint64_t test_tables(const sql_options& options) {
    connection on(options.database);
    on.interrupt_by(options.interrupt);
    const build_plan plan = plan_of(on, options);
    const auto tests =
        data_tests(default_project(), settings_of(default_project(), plan), plan.selected).value();
    transaction view(on, "isolation level repeatable read, read only");
    return run_data_tests(on, tests, options.on_tested);
}

}  // namespace attrib
