#include <libattrib/report/amounts.hpp>
#include <libattrib/report/conversion_row.hpp>
#include <libattrib/report/credit_sums.hpp>
#include <libattrib/report/page_cursor.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>

namespace attrib {
namespace {

constexpr std::size_t default_conversions = 50;

// Adds $8 to $10: the row that the page comes behind.
void add_place(query_parameters& parameters, const std::string& cursor) {
    if (cursor.empty()) {
        parameters.resize(parameters.size() + 3);
        return;
    }
    page_cursor place = parse_cursor(cursor).value();
    parameters.emplace_back(to_string(place.conversion_timestamp));
    parameters.emplace_back(std::move(place.user_pseudo_id));
    parameters.emplace_back(std::move(place.conversion_id));
}

std::string place_of(const query_result& answer, std::size_t i) {
    row_reader row(answer, i);
    page_cursor place;
    place.conversion_id = row.text();
    place.user_pseudo_id = row.text();
    place.conversion_timestamp = row.time();
    return cursor_text(place);
}

}  // namespace

json conversions_report(connection& on, const report_filter& filter) {
    report_view view(on);
    const report_scope scope = scope_of(view, filter);
    query_parameters parameters = credit_parameters(scope, filter);
    json answer = envelope(scope, filter);
    answer["totals"] = sum_by_channel(view, parameters).totals.rows(filter.only);
    answer["next_cursor"] = nullptr;
    answer["data"] = json::array();
    add_place(parameters, filter.cursor);
    const std::size_t limit = filter.limit.value_or(default_conversions);
    parameters.emplace_back(std::to_string(limit + 1));  // one more tells whether a page follows
    // No credit, no conversion: to look for one would take all there are.
    if (answer.at("totals").empty()) return answer;
    const query_result rows = view.run("conversions", parameters);
    const std::size_t shown = std::min(rows.rows(), limit);
    json data = json::array();
    for (std::size_t i = 0; i < shown; ++i) {
        row_reader row(rows, i);
        data.push_back(read_conversion(row));
    }
    if (rows.rows() > limit) answer["next_cursor"] = place_of(rows, shown - 1);
    answer["data"] = std::move(data);
    return answer;
}

}  // namespace attrib
