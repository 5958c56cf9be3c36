#include <algorithm>
#include <array>
#include <cassert>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/core/embedded_file.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <libattrib/sql_models/build_models.hpp>

namespace attrib {

extern const embedded_file model_files[];  // written by cmake/embed.cmake
extern const embedded_file seed_files[];

namespace {

const std::array<std::string, 2> seed_names{"channel_rules", "channel_sources"};

// A seed is a table of texts, but for the position of a rule.
std::string columns_of(std::string_view header) {
    std::string columns;
    while (!header.empty()) {
        const std::size_t comma = std::min(header.find(','), header.size());
        const std::string name(header.substr(0, comma));
        columns += (columns.empty() ? "" : ", ") + name +
                   (name == "position" ? " integer" : " text collate \"C\"");
        header.remove_prefix(std::min(comma + 1, header.size()));
    }
    return columns;
}

void load_seeds(connection& on, const std::string& schema) {
    for (const embedded_file* file = seed_files; !file->name.empty(); ++file) {
        const std::string table =
            schema + "." + std::string(file->name.substr(0, file->name.find('.')));
        on.run("create table " + table + " (" +
               columns_of(file->text.substr(0, file->text.find('\n'))) + ")");
        copy_csv(on, table, file->text);
    }
}

// Columns of a table in schema public with commas between; empty when there is none.
std::string public_columns(connection& on, const std::string& table) {
    return std::string(
        on.run("select string_agg(column_name, ', ' order by ordinal_position) from "
               "information_schema.columns where table_schema = 'public' and table_name = $1",
               {table})
            .text(0, 0));
}

std::uint64_t make_table(connection& on, const std::string& schema, const std::string& name,
                         const std::string& sql) {
    const std::string relation = schema + "." + name;
    const bool is_ours = std::ranges::find(table_names, name) != table_names.end();
    std::uint64_t rows = 0;
    if (is_ours) {
        const std::string columns = public_columns(on, name);
        on.run("create table " + relation + " (like public." + name + ")");
        rows = on.run("insert into " + relation + " (" + columns + ")\nselect " + columns +
                      " from (\n" + sql + ") as made")
                   .affected();
    } else {
        rows = on.run("create table " + relation + " as\n" + sql).affected();
    }
    on.run("analyze " + relation);
    return rows;
}

}  // namespace

std::vector<model_template> default_models() {
    std::vector<model_template> models;
    for (const embedded_file* file = model_files; !file->name.empty(); ++file)
        models.push_back({std::string(file->name.substr(0, file->name.find('.'))),
                          std::string(file->name), file->text});
    return models;
}

result<std::vector<std::size_t>> order_models(std::span<const rendered_model> models,
                                              std::span<const std::string> names,
                                              std::span<const std::string> seeds) {
    std::vector<std::string> ready(seeds.begin(), seeds.end());
    std::vector<std::size_t> order;
    const auto is_in = [](const auto& list, const std::string& name) {
        return std::ranges::find(list, name) != list.end();
    };
    for (std::size_t i = 0; i < models.size(); ++i)
        for (const std::string& ref : models[i].refs)
            if (!is_in(names, ref) && !is_in(seeds, ref))
                return error{errc::bad_model,
                             names[i] + " refers to " + ref + ", which is not there"};
    while (order.size() < models.size()) {
        const std::size_t before = order.size();
        for (std::size_t i = 0; i < models.size(); ++i) {
            if (is_in(ready, names[i])) continue;
            if (!std::ranges::all_of(models[i].refs,
                                     [&](const std::string& ref) { return is_in(ready, ref); }))
                continue;
            ready.push_back(names[i]);
            order.push_back(i);
        }
        if (order.size() == before) {
            std::string left;
            for (const std::string& name : names)
                if (!is_in(ready, name)) left += " " + name;
            return error{errc::bad_model, "these models wait for one another:" + left};
        }
    }
    return order;
}

std::map<std::string, std::string> model_vars(const attribution_options& options) {
    std::string conversions;
    for (const std::string& name : options.conversions)
        conversions += (conversions.empty() ? "" : ", ") + quote_text(name);
    const auto in = [](microseconds span, microseconds unit) {
        return std::to_string(span / unit);
    };
    return {{"conversions", conversions},
            {"session_timeout_minutes", in(options.session_timeout, std::chrono::minutes{1})},
            {"lookback_days", in(options.lookback, std::chrono::days{1})},
            {"timezone", options.zone.name()}};
}

std::vector<built_model> build_models(connection& on, const std::string& schema,
                                      const attribution_options& options,
                                      const model_handler& on_built) {
    assert(on.is_in_transaction());
    template_settings settings;
    settings.relation_of_model = [&](const std::string& name) { return schema + "." + name; };
    settings.relation_of_source = [](const std::string& name) { return "public." + name; };
    settings.vars = model_vars(options);
    std::vector<rendered_model> models;
    std::vector<std::string> names;
    for (const model_template& each : default_models()) {
        models.push_back(render_model(each, settings).value());
        names.push_back(each.name);
    }
    on.run("drop schema if exists " + schema + " cascade; create schema " + schema);
    load_seeds(on, schema);
    std::vector<built_model> built;
    for (const std::size_t i : order_models(models, names, seed_names).value()) {
        built.push_back({names[i], make_table(on, schema, names[i], models[i].sql)});
        if (on_built) on_built(built.back());
    }
    return built;
}

}  // namespace attrib
