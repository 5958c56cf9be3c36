#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/json_text.hpp>
#include <libattrib/dbt/table_views.hpp>

namespace attrib {
namespace {

std::string whole(microseconds span, microseconds unit, const std::string& name) {
    if (span % unit != microseconds{0})
        throw failure(errc::invalid_option,
                      "the SQL models take " + name + " in whole numbers only");
    return std::to_string(span / unit);
}

// A row of mart_attribution.sql's instances.
std::string instance_text(const model_instance& instance) {
    std::string lookbacks = "null";
    if (!instance.lookbacks.empty()) {
        lookbacks.clear();
        for (const auto& [name, lookback] : instance.lookbacks) {
            lookbacks += lookbacks.empty() ? '{' : ',';
            append_json_text(lookbacks, name);
            lookbacks += fmt::format(":{}", lookback.count());
        }
        lookbacks = quote_text(lookbacks + "}");
    }
    return fmt::format("({}, {}, {}, {}, {}, {}, {}, {}, {})", quote_text(instance.name),
                       quote_text(instance.rule->name),
                       instance.lookback ? std::to_string(instance.lookback->count()) : "null",
                       lookbacks, instance.skips_direct, instance.half_life.count(),
                       instance.first_weight, instance.middle_weight, instance.last_weight);
}

std::string instances_text(const model_list& models) {
    std::string text;
    for (const model_instance& each : models)
        text += (text.empty() ? "" : ",\n") + instance_text(each);
    return text;
}

// What views ask of the rules, as a relation.
std::string paid_rules_text(const channel_rules& rules) {
    std::string rows;
    for (const std::string& channel : paid_channels(rules))
        rows += fmt::format("{}({} collate \"C\", true)", rows.empty() ? "" : ", ",
                            quote_text(channel));
    if (rows.empty()) rows = "(null::text collate \"C\", false)";
    return fmt::format("(values {}) as channel_rules (channel, paid)", rows);
}

// Lookbacks written out, so that they need not be whole days. No view reads the last three: models
// that do are rendered for their refs.
std::map<std::string, std::string> view_vars(const attribution_options& options) {
    model_list models = options.models;
    for (model_instance& each : models) each.lookback = each.lookback.value_or(options.lookback);
    return {{"attribution_models", instances_text(models)},
            {"lookback_days", "0"},
            {"journey_window", std::to_string(options.journey_window.count())},
            {"session_timeout_minutes", "0"},
            {"conversions", "''"},
            {"timezone", "UTC"}};
}

}  // namespace

std::map<std::string, std::string> model_vars(const attribution_options& options) {
    std::string conversions;
    for (const std::string& name : options.conversions)
        conversions += (conversions.empty() ? "" : ", ") + quote_text(name);
    return {{"conversions", conversions},
            {"session_timeout_minutes",
             whole(options.session_timeout, std::chrono::minutes{1}, "minutes of session timeout")},
            {"lookback_days", whole(options.lookback, std::chrono::days{1}, "days of lookback")},
            {"journey_window", std::to_string(options.journey_window.count())},
            {"attribution_models", instances_text(options.models)},
            {"timezone", options.zone.name()}};
}

template_settings project_settings(const sql_project& project,
                                   std::map<std::string, std::string> vars,
                                   const std::string& home) {
    template_settings settings;
    settings.macros = &project.macros;
    settings.macro_texts = {{"conversion_names", vars.at("conversions")},
                            {"settings_digest", project.digest},
                            {"taken_batches", home + ".int_taken_batches"}};
    settings.vars = std::move(vars);
    return settings;
}

result<std::vector<model_node>> model_nodes(const sql_project& project,
                                            const template_settings& settings) {
    std::vector<model_node> nodes;
    std::vector<std::string> seeds;
    for (const seed_file& seed : project.seeds) seeds.push_back(seed.name);
    for (const model_template& model : project.models) {
        const auto rendered = render_model(model, settings);
        if (!rendered) return rendered.error();
        nodes.push_back({model.name, model.file, rendered->refs});
    }
    return order_models(nodes, seeds);
}

bool must_be_gathered(std::string_view sql) {
    return sql.find("with recursive") != std::string_view::npos;
}

std::vector<view_text> views_of_tables(const std::string& schema,
                                       const attribution_options& options,
                                       const channel_rules& rules) {
    const sql_project& project = default_project();
    template_settings settings = project_settings(project, view_vars(options), schema);
    settings.relation_of_model = [&](const std::string& name) {
        return name == "channel_rules" ? paid_rules_text(rules) : schema + "." + name;
    };
    settings.relation_of_source = [](const std::string&, const std::string& name) { return name; };
    std::vector<view_text> views;
    for (const auto& [name, file, refs] : model_nodes(project, settings).value()) {
        const auto text = std::ranges::find(project.models, name, &model_template::name);
        const rendered_model made = render_model(*text, settings).value();
        const auto how = made.config.find("materialized");
        if (how != made.config.end() && how->second == "view")
            views.push_back({fmt::format("{}.{}", schema, name), made.sql});
    }
    return views;
}

}  // namespace attrib
