#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/dbt/table_views.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/marts/table_layout.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <libattrib/postgres/distribution.hpp>
#include <libattrib/postgres/schema.hpp>
#include <libattrib/sql_models/build_models.hpp>

namespace attrib {
namespace {

constexpr const char* incremental = "incremental";
constexpr const char* view = "view";

std::string config_of(const rendered_model& model, const std::string& key,
                      const std::string& otherwise) {
    const auto found = model.config.find(key);
    return found == model.config.end() ? otherwise : found->second;
}

std::string seed_type(const std::string& column) {
    if (column == "position") return "integer";
    return column == "paid" ? "boolean" : "text collate \"C\"";
}

// Whether a model has rows by user, which may lie on several nodes.
bool is_spread_out(std::string_view name) {
    const auto stored = stored_table_named(name);
    return !stored || is_by_user(*stored);
}

// A seed is a table of texts, but for what a rule says of itself.
std::string seed_columns(std::string_view header) {
    std::string columns;
    while (!header.empty()) {
        const std::size_t comma = std::min(header.find(','), header.size());
        const std::string name(header.substr(0, comma));
        columns += fmt::format("{}{} {}", columns.empty() ? "" : ", ", name, seed_type(name));
        header.remove_prefix(std::min(comma + 1, header.size()));
    }
    return columns;
}

// Makes the models of a plan, one after another.
class model_builder {
   public:
    model_builder(connection& on, const sql_project& project, const build_plan& plan)
        : on_(on),
          project_(project),
          plan_(plan),
          settings_(settings_of(project, plan)),
          is_spread_(attrib::is_distributed(on)) {}

    void load_seeds();
    built_model make(const std::string& name);

   private:
    [[nodiscard]] std::string relation_of(const std::string& name) const {
        return plan_.schema + "." + name;
    }
    void spread(const std::string& relation) {
        if (is_spread_) distribute_table(on_, relation);
    }
    // Citus analyzes no table that this transaction has written on the coordinator; those that are
    // copied to every node are small.
    [[nodiscard]] bool is_copied_to_nodes(const std::string& name) const {
        return is_spread_ && !is_gathered_ && is_spread_out(name) &&
               !has_users(on_, relation_of(name));
    }
    std::string gathered_sql(const model_template& text, const rendered_model& model);
    built_model make_view(const std::string& name, const std::string& sql);
    std::uint64_t create(const std::string& name, const std::string& sql);
    void finish(const std::string& name);
    std::uint64_t replace_rows(const std::string& name, const std::string& sql);
    std::string make_beside(const std::string& name, const std::string& sql);
    std::uint64_t replace_users(const std::string& name, const std::string& sql,
                                const std::string& key);

    connection& on_;
    const sql_project& project_;
    const build_plan& plan_;
    template_settings settings_;
    bool is_spread_;
    bool is_gathered_ = false;  // the model that is made
};

void model_builder::load_seeds() {
    for (const seed_file& seed : project_.seeds) {
        std::string csv(seed.csv);
        if (seed.name == "channel_rules") csv = rules_csv_of(plan_.rules);
        if (seed.name == "channel_sources") csv = sources_csv_of(plan_.rules);
        const std::string relation = relation_of(seed.name);
        if (plan_.in_place) {
            on_.run("delete from " + relation);
        } else {
            on_.run("create table " + relation + " (" +
                    seed_columns(std::string_view(csv).substr(0, csv.find('\n'))) + ")");
            spread(relation);
        }
        copy_csv(on_, relation, csv);
    }
}

built_model model_builder::make(const std::string& name) {
    const auto text = std::ranges::find(project_.models, name, &model_template::name);
    settings_.is_incremental = false;
    rendered_model model = render_model(*text, settings_).value();
    const std::string kind = config_of(model, "materialized", "table");
    is_gathered_ = is_spread_ && must_be_gathered(model.sql);
    if (is_gathered_) model.sql = gathered_sql(*text, model);
    if (kind == view) return make_view(name, model.sql);
    const bool by_key = plan_.in_place && kind == incremental;
    if (by_key) {
        settings_.is_incremental = true;
        model = render_model(*text, settings_).value();
    }
    std::uint64_t rows = 0;
    if (by_key)
        rows = replace_users(name, model.sql, config_of(model, "unique_key", "user_pseudo_id"));
    else if (plan_.in_place)
        rows = replace_rows(name, model.sql);
    else
        rows = create(name, model.sql);
    if (!is_copied_to_nodes(name)) on_.run("analyze " + relation_of(name));
    return {.name = name, .rows = rows, .is_incremental = by_key};
}

// Citus runs no such query over shards, so the rows that it reads are brought together first.
std::string model_builder::gathered_sql(const model_template& text, const rendered_model& model) {
    template_settings apart = settings_;
    apart.relation_of_model = [](const std::string& ref) { return "attrib_gathered_" + ref; };
    for (const std::string& ref : model.refs) {
        on_.run(fmt::format("drop table if exists pg_temp.attrib_gathered_{}", ref));
        on_.run(
            fmt::format("create temporary table attrib_gathered_{} on commit drop as "
                        "select * from {}",
                        ref, settings_.relation_of_model(ref)));
        on_.run("analyze attrib_gathered_" + ref);
    }
    return render_model(text, apart).value().sql;
}

// In place the view that is there has this text: other settings or models rebuild everything.
built_model model_builder::make_view(const std::string& name, const std::string& sql) {
    const bool is_there =
        on_.run("select to_regclass($1) is not null", {relation_of(name)}).boolean(0, 0);
    if (!is_there) make_views(on_, std::array{view_text{relation_of(name), sql}});
    return {.name = name, .is_view = true};
}

std::uint64_t model_builder::create(const std::string& name, const std::string& sql) {
    const std::string relation = relation_of(name);
    if (is_spread_ && !is_gathered_) {
        on_.run("create table " + relation + " as\n" + sql + "\nwith no data");
        if (is_spread_out(name)) spread(relation);
        const std::uint64_t rows = on_.run("insert into " + relation + "\n" + sql).affected();
        if (stored_table_named(name)) finish(name);
        return rows;
    }
    // Not "insert into": only this form may sort on several cores.
    const std::uint64_t rows = on_.run("create table " + relation + " as\n" + sql).affected();
    if (stored_table_named(name)) finish(name);
    return rows;
}

// What the table of that name in `home` has: columns that are not null, and the index, which
// the models after it use.
void model_builder::finish(const std::string& name) {
    const std::string changes(
        on_.run("select string_agg(format('alter %I set not null', attname), ', ') from "
                "pg_attribute where attrelid = $1::regclass and attnum > 0 and attnotnull",
                {plan_.home + "." + name})
            .text(0, 0));
    on_.run("alter table " + relation_of(name) + " " + changes);
    store_like(on_, relation_of(name), *stored_table_named(name));
    index_like(on_, relation_of(name), *stored_table_named(name));
}

std::uint64_t model_builder::replace_rows(const std::string& name, const std::string& sql) {
    const std::string columns = column_list(on_, plan_.schema, name);
    on_.run("delete from " + relation_of(name));
    return on_
        .run(fmt::format("insert into {0} ({1})\nselect {1} from (\n{2}) as made",
                         relation_of(name), columns, sql))
        .affected();
}

// The rows of a query in a table for the time being, which is spread as the model's is.
std::string model_builder::make_beside(const std::string& name, const std::string& sql) {
    if (!is_spread_ || !is_spread_out(name)) {
        on_.run("create temporary table attrib_made on commit drop as\n" + sql);
        on_.run("analyze attrib_made");
        return "attrib_made";
    }
    std::string made = relation_of(name) + "__made";
    on_.run("create table " + made + " as\n" + sql + "\nwith no data");
    spread(made);
    on_.run("insert into " + made + "\n" + sql);
    return made;
}

// As dbt's delete+insert: rows whose key comes again go.
std::uint64_t model_builder::replace_users(const std::string& name, const std::string& sql,
                                           const std::string& key) {
    const std::string columns = column_list(on_, plan_.schema, name);
    const std::string made = make_beside(name, sql);
    on_.run(fmt::format("delete from {0} where {1} in (select {1} from {2})", relation_of(name),
                        key, made));
    const std::uint64_t rows = on_.run(fmt::format("insert into {0} ({1}) select {1} from {2}",
                                                   relation_of(name), columns, made))
                                   .affected();
    on_.run("drop table " + made);
    return rows;
}

}  // namespace

template_settings settings_of(const sql_project& project, const build_plan& plan) {
    template_settings settings = project_settings(project, model_vars(plan.attribution), plan.home);
    settings.relation_of_model = [&project, &plan](const std::string& name) {
        const bool is_made =
            plan.in_place || plan.selected.contains(name) ||
            std::ranges::find(project.seeds, name, &seed_file::name) != project.seeds.end();
        return (is_made ? plan.schema : plan.home) + "." + name;
    };
    settings.relation_of_source = [&project, &plan](const std::string& group,
                                                    const std::string& name) {
        return project.properties.sources.contains(group) ? plan.home + "." + name : std::string();
    };
    return settings;
}

result<std::vector<model_node>> model_nodes(const sql_project& project) {
    const build_plan plan;
    return model_nodes(project, settings_of(project, plan));
}

std::vector<built_model> build_models(connection& on, const sql_project& project,
                                      const build_plan& plan, const model_handler& on_built) {
    assert(on.is_in_transaction());
    // Sorting and hashing are what takes the time; compiling the queries does not pay.
    on.run("set local work_mem = '256MB'; set local jit = off");
    if (!plan.in_place) {
        on.run(fmt::format("drop schema if exists {} cascade", plan.schema));
        on.run("create schema " + plan.schema);
    }
    model_builder builder(on, project, plan);
    builder.load_seeds();
    std::vector<built_model> built;
    for (const model_node& node : model_nodes(project).value()) {
        if (!plan.selected.contains(node.name)) continue;
        built.push_back(builder.make(node.name));
        if (on_built) on_built(built.back());
    }
    return built;
}

}  // namespace attrib
