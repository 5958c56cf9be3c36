// What queries may be made of.
#include <algorithm>
#include <libattrib/report/query_condition.hpp>
#include <libattrib/report/query_metric.hpp>
#include <libattrib/report/report.hpp>

namespace attrib {
namespace {

// `landing_page` is shown as `Landing page`.
std::string title_of(std::string_view name) {
    std::string title(name);
    std::ranges::replace(title, '_', ' ');
    title.front() = static_cast<char>(title.front() - 'a' + 'A');
    return title;
}

json dimension_json(std::string_view name, json columns, std::string_view of) {
    json operators = json::array();
    for (const json& each : columns)
        if (share_column_named(each.get_ref<const std::string&>())) operators = filter_operators();
    return {{"name", name},
            {"title", title_of(name)},
            {"columns", std::move(columns)},
            {"of", of},
            {"operators", std::move(operators)}};
}

json dimension_json(const dimension_facts& facts) {
    json columns = json::array();
    for (std::size_t i = 0; i < facts.column_count; ++i)
        columns.push_back(touch_column_names[static_cast<std::size_t>(facts.columns[i])]);
    if (columns.empty()) columns.push_back(facts.name);
    return dimension_json(facts.name, std::move(columns),
                          facts.is_of_touches() ? "touchpoint" : "conversion");
}

json metric_json(const metric_facts& facts) {
    return {{"name", facts.name},
            {"title", facts.title},
            {"meaning", facts.meaning},
            {"unit", facts.unit},
            {"of", facts.is_by_model ? "model" : "session"}};
}

}  // namespace

json dimensions_report() {
    json dimensions = json::array();
    for (const dimension_facts& each : all_dimensions())
        if (is_of_queries(each)) dimensions.push_back(dimension_json(each));
    dimensions.push_back(dimension_json("currency", json::array({"currency"}), "conversion"));
    json metrics = json::array();
    for (const metric_facts& each : all_metrics()) metrics.push_back(metric_json(each));
    return {{"dimensions", std::move(dimensions)},
            {"intervals", {"day", "week", "month"}},
            {"metrics", std::move(metrics)}};
}

}  // namespace attrib
