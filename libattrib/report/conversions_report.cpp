#include <libattrib/report/amounts.hpp>
#include <libattrib/report/conversion_row.hpp>
#include <libattrib/report/credit_sums.hpp>
#include <libattrib/report/page_cursor.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>

namespace attrib {
namespace {

constexpr std::size_t default_conversions = 50;

// Adds $8 to $11: where the page before ended.
void add_place(query_parameters& parameters, const std::optional<page_cursor>& before) {
    if (!before) {
        parameters.resize(parameters.size() + 4);
        return;
    }
    parameters.emplace_back(to_string(before->last.conversion_timestamp));
    parameters.emplace_back(before->last.user_pseudo_id);
    parameters.emplace_back(std::to_string(before->last.id_hash));
    parameters.emplace_back(std::to_string(before->shown));
}

conversion_key key_of(const query_result& rows, std::size_t i) {
    row_reader row(rows, i);
    return read_identity(row).key;
}

// Where a page of the first `count` rows ends.
std::string end_of(const query_result& rows, std::size_t count,
                   const std::optional<page_cursor>& before) {
    page_cursor end{key_of(rows, count - 1)};
    while (end.shown < count && key_of(rows, count - 1 - end.shown) == end.last) ++end.shown;
    if (end.shown == count && before && before->last == end.last) end.shown += before->shown;
    return cursor_text(end);
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
    std::optional<page_cursor> before;
    if (!filter.cursor.empty()) before = parse_cursor(filter.cursor).value();
    add_place(parameters, before);
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
    if (rows.rows() > limit) answer["next_cursor"] = end_of(rows, shown, before);
    answer["data"] = std::move(data);
    return answer;
}

}  // namespace attrib
