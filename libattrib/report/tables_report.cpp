// About the tables themselves: how they were made, what waits, what the models mean.
#include <libattrib/attribution/models_file.hpp>
#include <libattrib/marts/model_state.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/row_reader.hpp>

namespace attrib {
namespace {

json read_quarantine_counts(row_reader& row) {
    json counts{{"batches", row.integer()}, {"users", row.integer()}, {"newest", nullptr}};
    if (row.is_null()) return counts;
    json newest = json::object();
    newest["since"] = row.time_or_null();
    newest["state"] = row.text();
    newest["message"] = row.text();
    counts["newest"] = std::move(newest);
    return counts;
}

// The parameters that the model's rule takes, as its JSON defines them.
void put_parameters(json& model, const model_instance& instance) {
    const json defined = json::parse(json_of(instance));
    for (const model_parameter& each : instance.rule->parameters) {
        const std::string name(each.name);
        if (defined.contains(name)) model[name] = defined.at(name);
    }
}

}  // namespace

json tables_report(connection& on) {
    report_view view(on);
    const query_result rows = view.run("tables");
    row_reader row(rows, 0);
    json answer = json::object();
    answer["engine"] = row.text_or_null();
    answer["made_at"] = row.time_or_null();
    answer["time_zone"] = nullptr;
    answer["window"] = nullptr;
    if (const auto settings = row.optional_text()) {
        const attribution_options made_with = options_of(*settings);
        answer["time_zone"] = made_with.zone.name();
        answer["window"] = window_json(made_with);
    }
    for (const char* const name : {"schema_version", "lag_ms", "batches_waiting", "rows_waiting"})
        answer[name] = row.integer();
    answer["quarantine"] = read_quarantine_counts(row);
    return answer;
}

std::optional<timestamp> newest_event(connection& on, timestamp now) {
    report_view view(on);
    const query_result rows = view.run("newest_event", {to_string(now)});
    row_reader row(rows, 0);
    if (row.is_null()) return std::nullopt;
    return row.time();
}

json models_report(connection& on) {
    report_view view(on);
    const table_settings tables = settings_of_tables(view);
    json models = json::array();
    for (const asked_model& each : known_models(tables.options())) {
        json model = model_json(each, tables.options());
        model["meaning"] = each.meaning();
        put_parameters(model, each.instance);
        models.push_back(std::move(model));
    }
    json rules = json::array();
    for (const model_rule* const rule : model_rules()) {
        json parameters = json::array();
        for (const model_parameter& each : rule->parameters)
            parameters.push_back({{"name", each.name}, {"meaning", each.meaning}});
        rules.push_back({{"name", rule->name},
                         {"title", rule->title},
                         {"meaning", rule->meaning},
                         {"parameters", std::move(parameters)}});
    }
    json dimensions = json::array({"currency"});
    for (const dimension_facts& each : all_dimensions())
        if (!each.name.empty()) dimensions.push_back(each.name);
    return {{"window", window_json(tables.options())},
            {"models", std::move(models)},
            {"rules", std::move(rules)},
            {"dimensions", std::move(dimensions)}};
}

}  // namespace attrib
