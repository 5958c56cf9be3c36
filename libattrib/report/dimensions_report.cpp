// What queries may be made of.
#include <algorithm>
#include <array>
#include <libattrib/journeys/path_question.hpp>
#include <libattrib/report/query_condition.hpp>
#include <libattrib/report/query_metric.hpp>
#include <libattrib/report/report.hpp>
#include <span>

namespace attrib {
namespace {

// What people call a dimension, where its name says it less well.
struct dimension_words {
    std::string_view name;
    std::string_view title;
    std::string_view plural;
};
constexpr std::array words{
    dimension_words{"source_medium", "Source / medium", "sources / media"},
    dimension_words{"device_category", "Device", "devices"},
    dimension_words{"country", "Country", "countries"},
    dimension_words{"visitor", "New or returning", "kinds of visitor"},
    dimension_words{"touch_no", "Touchpoint number", "touchpoint numbers"},
    dimension_words{"conversion_name", "Conversion", "conversions"},
    dimension_words{"currency", "Currency", "currencies"},
};

// `landing_page` is a `Landing page`, several are `landing pages`.
void put_words(std::string_view name, json& dimension) {
    const auto known = std::ranges::find(words, name, &dimension_words::name);
    std::string plain(name);
    std::ranges::replace(plain, '_', ' ');
    std::string title = plain;
    title.front() = static_cast<char>(title.front() - 'a' + 'A');
    dimension["title"] = known == words.end() ? title : std::string(known->title);
    dimension["plural"] = known == words.end() ? plain + "s" : std::string(known->plural);
}

json dimension_json(std::string_view name, const dimension_facts& facts) {
    json columns = json::array();
    for (std::size_t i = 0; i < facts.column_count; ++i)
        columns.push_back(touch_column_names[static_cast<std::size_t>(facts.columns[i])]);
    if (columns.empty()) columns.push_back(name);
    json operators = json::array();
    for (const json& each : columns)
        if (share_column_named(each.get_ref<const std::string&>())) operators = filter_operators();
    const auto stored = std::span(touch_column_names).first(touch_column_count);
    json made{{"name", name}};
    put_words(name, made);
    made["columns"] = std::move(columns);
    made["of"] = facts.is_of_touches() ? "touchpoint" : "conversion";
    made["operators"] = std::move(operators);
    made["is_of_sessions"] = facts.is_of_sessions();
    made["is_of_paths"] = is_of_paths(facts);
    made["is_parameter"] = std::ranges::find(stored, name) != stored.end();
    return made;
}

json metric_json(const metric_facts& facts) {
    return {{"name", facts.name},
            {"title", facts.title},
            {"meaning", facts.meaning},
            {"unit", facts.unit},
            {"of", facts.is_by_model ? "model" : "session"},
            {"is_of_sessions", facts.is_by_session},
            {"is_of_money", facts.is_of_money()}};
}

}  // namespace

json dimensions_report() {
    json dimensions = json::array();
    for (const dimension_facts& each : all_dimensions())
        if (is_of_queries(each)) dimensions.push_back(dimension_json(each.name, each));
    dimensions.push_back(dimension_json("currency", facts_of(dimension::none)));
    json metrics = json::array();
    for (const metric_facts& each : all_metrics()) metrics.push_back(metric_json(each));
    return {{"dimensions", std::move(dimensions)},
            {"intervals", {"day", "week", "month"}},
            {"metrics", std::move(metrics)}};
}

}  // namespace attrib
