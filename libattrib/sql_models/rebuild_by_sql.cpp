#include <fmt/format.h>

#include <algorithm>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/dbt/table_views.hpp>
#include <libattrib/marts/hidden_rows.hpp>
#include <libattrib/marts/model_state.hpp>
#include <libattrib/marts/table_change.hpp>
#include <libattrib/marts/table_layout.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/postgres/unfinished_commits.hpp>
#include <libattrib/postgres/views.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>

namespace attrib {
namespace {

const std::string build_schema = "attrib_build";

// What was built, by how it gets to our schema.
struct built_tables {
    std::vector<table> known;         // to readers: as `<table>__next` first
    std::vector<std::string> others;  // models between them, and seeds
    std::vector<view_text> views;     // rebuilt there
};

built_tables sorted(const std::vector<std::string>& names, const build_plan& home) {
    built_tables built;
    built.views = views_of_tables(home.schema, home.attribution, home.rules);
    for (const std::string& name : names) {
        if (const auto which = stored_table_named(name))
            built.known.push_back(*which);
        else if (std::ranges::find(built.views, home.schema + "." + name, &view_text::name) ==
                 built.views.end())
            built.others.push_back(name);
    }
    return built;
}

// What takes time and is in no reader's way.
void move_beside(connection& on, const std::vector<table>& known) {
    for (const table which : known) {
        // Citus takes one statement at a time.
        on.run(fmt::format("drop table if exists {}.{}__next", on.schema(), name_of(which)));
        on.run(
            fmt::format("alter table {0}.{1} rename to {1}__next", build_schema, name_of(which)));
        on.run(fmt::format("alter table {}.{}__next set schema {}", build_schema, name_of(which),
                           on.schema()));
        constrain_like(on, fmt::format("{}.{}__next", on.schema(), name_of(which)), which);
    }
}

bool is_there(connection& on, const std::string& relation) {
    return on.run("select to_regclass($1) is not null", {relation}).boolean(0, 0);
}

// The names are as the server and as the plan writes them.
bool is_one_of(connection& on, const view_text& view, const std::vector<view_text>& views) {
    return std::ranges::any_of(views, [&](const view_text& each) {
        return on.run("select $1::regclass = $2::regclass", {view.name, each.name}).boolean(0, 0);
    });
}

// Where only some models were built, a view may have nothing to read yet.
std::vector<view_text> wanted_views(connection& on, const built_tables& built,
                                    const std::set<std::string>& selected) {
    std::vector<view_text> wanted = built.views;
    std::erase_if(wanted, [&](const view_text& view) {
        return !selected.contains(view.name.substr(view.name.rfind('.') + 1)) &&
               !is_there(on, view.name);
    });
    return wanted;
}

void move_in(connection& on, const built_tables& built, const std::set<std::string>& selected,
             std::size_t failed_tries) {
    outlast_autovacuum(on, built.known, failed_tries);
    on.run("set local lock_timeout = '200ms'");
    const std::vector<view_text> ours = wanted_views(on, built, selected);
    std::vector<std::string> replaced;
    for (const std::string& name : built.others) replaced.push_back(on.schema() + "." + name);
    for (const table which : built.known)
        replaced.push_back(fmt::format("{}.{}", on.schema(), name_of(which)));
    std::vector<view_text> theirs = detach_views(on, replaced);
    for (const std::string& name : built.others) {
        const std::string old = on.schema() + "." + name;
        if (is_there(on, old)) own_like(on, fmt::format("{}.{}", build_schema, name), old);
        on.run("drop table if exists " + old);
        on.run(fmt::format("alter table {}.{} set schema {}", build_schema, name, on.schema()));
    }
    on.run("drop schema " + build_schema + " cascade");
    if (!built.known.empty()) swap_in(on, built.known);
    on.run("set local lock_timeout = '200ms'");
    make_views(on, ours);
    std::erase_if(theirs, [&](const view_text& view) { return is_one_of(on, view, ours); });
    make_views(on, theirs);
    on.run("set local lock_timeout = 0");
}

// Readers may be in the way for a moment; what was built stays while we let them go on.
void move_home(connection& on, const built_tables& built, const std::set<std::string>& selected) {
    move_beside(on, built.known);
    for (std::size_t tries = 0;; ++tries) {
        on.run("savepoint before_swap");
        try {
            return move_in(on, built, selected, tries);
        } catch (const failure& failed) {
            if (failed.code() != errc::database_busy) throw;
            on.run("rollback to savepoint before_swap");
        }
    }
}

// Why nothing of the tables there are can be kept; empty when they can be brought up to date.
std::string why_rebuilt(connection& on, const sql_options& options, const model_state& wanted) {
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

// Forgets the state when only some tables have the new settings: the next run rebuilds all.
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
    const build_plan home = plan_of(on, options);
    build_plan plan = home;
    const advisory_lock lock(on, lock_purpose::rebuild);
    // One snapshot for all statements: raw events and ledger are of one moment.
    transaction work(on, "isolation level repeatable read");
    const model_state wanted{"sql", settings_text(options.attribution, options.rules),
                             project.digest};
    const std::string reason = why_rebuilt(on, options, wanted);
    if (options.on_begin) options.on_begin(reason);
    await_hidden_rows(on, options.database, {options.interrupt, options.on_message});
    plan.in_place = reason.empty();
    if (!plan.in_place) plan.schema = build_schema;
    std::vector<built_model> built = build_models(on, project, plan, options.on_built);
    if (!plan.in_place) {
        std::vector<std::string> names;
        for (const seed_file& seed : project.seeds) names.push_back(seed.name);
        for (const built_model& model : built) names.push_back(model.name);
        move_home(on, sorted(names, home), plan.selected);
    }
    record(on, options, wanted);
    announce(on, {.is_everything = true, .moves_credits = true});
    work.commit();
    recover_transactions(on);  // a node that still has the old tables
    return built;
}

std::uint64_t test_tables(const sql_options& options) {
    connection on(options.database);
    on.interrupt_by(options.interrupt);
    const build_plan plan = plan_of(on, options);
    const auto tests =
        data_tests(default_project(), settings_of(default_project(), plan), plan.selected).value();
    await_hidden_rows(on, options.database, {options.interrupt, options.on_message});
    transaction view(on, "isolation level repeatable read, read only");
    return run_data_tests(on, tests, options.on_tested);
}

}  // namespace attrib
