// What a picker offers: values of a dimension, most frequent first.
#include <libattrib/core/error.hpp>
#include <libattrib/journeys/value_fold.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/row_reader.hpp>

namespace attrib {
namespace {

constexpr std::size_t values_shown = 50;

[[noreturn]] void refuse_dimension() {
    throw failure(errc::invalid_option,
                  "`dimension` must have one column; there are: channel, source, medium, campaign, "
                  "landing_page, device_category, country, visitor, conversion_name, currency");
}

json value_of_text(std::string_view text) { return text.empty() ? json() : json(text); }

void put_session_values(report_view& view, const report_scope& scope, const report_filter& filter,
                        touch_column column, json& answer) {
    value_fold fold(column, filter.search, view.threads());
    view.visit_sessions(scope.tables.of_sessions(), scope.from, scope.to,
                        touch_columns().with(column),
                        [&](const std::vector<shared_sessions>& blocks) { fold.add(blocks); });
    for (const value_count& each : fold.most(filter.limit.value_or(values_shown)))
        answer["data"].push_back(
            {{"value", value_of_text(each.value)}, {"sessions", each.sessions}});
    answer["more"] = fold.size() - answer["data"].size();
}

void put_conversion_values(report_view& view, const report_scope& scope,
                           const report_filter& filter, const char* column, json& answer) {
    const std::string search = lower_ascii(filter.search);
    const query_result rows = view.run_alone(
        "conversion_values",
        {to_string(scope.from), to_string(scope.to), scope.options().models.front().name, column});
    std::size_t more = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        row_reader row(rows, i);
        const std::string value = row.optional_text().value_or("");
        if (!contains_ignoring_case(value, search)) continue;
        if (answer["data"].size() == filter.limit.value_or(values_shown))
            ++more;
        else
            answer["data"].push_back(
                {{"value", value_of_text(value)}, {"conversions", row.integer()}});
    }
    answer["more"] = more;
}

}  // namespace

namespace {

// There are two, whatever the sessions.
void put_visitors(const report_filter& filter, json& answer) {
    const std::string search = lower_ascii(filter.search);
    for (const std::string_view each : {new_visitor, returning_visitor})
        if (contains_ignoring_case(each, search)) answer["data"].push_back({{"value", each}});
    answer["more"] = 0;
}

}  // namespace

json values_report(const report_source& from, const report_filter& filter) {
    const dimension by = filter.by.value();
    const dimension_facts& facts = facts_of(by);
    const bool is_of_sessions = facts.column_count == 1 && facts.is_of_sessions();
    const bool is_visitor = by == dimension::visitor;
    if (!is_of_sessions && !is_visitor && by != dimension::conversion_name && by != dimension::none)
        refuse_dimension();
    report_view view(from);
    const report_scope scope = scope_of(view, filter);
    json answer = envelope_without_models(scope, filter);
    const char* const column = by == dimension::none ? "currency" : "conversion_name";
    answer["dimension"] = is_of_sessions || is_visitor ? std::string(facts.name) : column;
    answer["search"] = filter.search;
    answer["data"] = json::array();
    if (is_visitor)
        put_visitors(filter, answer);
    else if (is_of_sessions)
        put_session_values(view, scope, filter, facts.columns[0], answer);
    else
        put_conversion_values(view, scope, filter, column, answer);
    return answer;
}

}  // namespace attrib
