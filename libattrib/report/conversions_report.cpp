#include <algorithm>
#include <libattrib/core/array_text.hpp>
#include <libattrib/journeys/credit_fold.hpp>
#include <libattrib/report/conversion_row.hpp>
#include <libattrib/report/credit_answer.hpp>
#include <libattrib/report/credit_table.hpp>
#include <libattrib/report/page_cursor.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>

namespace attrib {
namespace {

constexpr std::size_t default_conversions = 50;

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

// Conversions by time and hash of their ids.
using place = std::pair<timestamp, std::int64_t>;

// Of the conversions that a filter on touchpoints takes: all of the moment `until`, and of those
// before it the newest `count`, with all of the same moment as the last.
std::vector<place> newest_credited(report_view& view, const report_scope& scope,
                                   const credit_question& asked, std::optional<timestamp> until,
                                   std::size_t count) {
    std::vector<place> found;
    view.visit_journeys(scope.tables.of_journeys(), asked.from, asked.to, asked.columns(),
                        [&](const std::vector<shared_block>& blocks) {
                            for (const shared_block& block : blocks)
                                for (const std::size_t at : credited_conversions(asked, *block)) {
                                    const packed_conversion& each = block->conversions[at];
                                    if (!until || each.when <= *until)
                                        found.emplace_back(each.when, each.id_hash);
                                }
                        });
    std::ranges::sort(found, std::greater<>());
    const auto before = std::ranges::find_if(
        found, [&](const place& each) { return !until || each.first < *until; });
    if (static_cast<std::size_t>(found.end() - before) > count) {
        const timestamp last = before[static_cast<std::ptrdiff_t>(count) - 1].first;
        found.erase(std::ranges::find_if(before, found.end(),
                                         [last](const place& each) { return each.first < last; }),
                    found.end());
    }
    return found;
}

// $1 to $9 of query/conversions.sql.
query_parameters page_parameters(const report_scope& scope, const report_filter& filter,
                                 const std::optional<page_cursor>& before, std::size_t limit) {
    query_parameters parameters{to_string(scope.from), to_string(scope.to),
                                filter.only.conversion_name, filter.only.currency};
    if (before) {
        parameters.emplace_back(to_string(before->last.conversion_timestamp));
        parameters.emplace_back(before->last.user_pseudo_id);
        parameters.emplace_back(std::to_string(before->last.id_hash));
        parameters.emplace_back(std::to_string(before->shown));
    } else {
        parameters.resize(parameters.size() + 4);
    }
    parameters.emplace_back(std::to_string(limit + 1));  // one more tells whether a page follows
    return parameters;
}

// Adds $10 and $11: the conversions that the page may have.
void add_places(query_parameters& parameters, const std::vector<place>& places) {
    std::vector<std::string> times;
    std::vector<std::int64_t> hashes;
    for (const auto& [when, hash] : places) {
        times.push_back(to_string(when));
        hashes.push_back(hash);
    }
    parameters.emplace_back(array_text(times));
    parameters.emplace_back(array_text(hashes));
}

query_result read_page(report_view& view, const report_scope& scope, const report_filter& filter,
                       const std::optional<page_cursor>& before, std::size_t limit) {
    query_parameters parameters = page_parameters(scope, filter, before, limit);
    if (filter.only.is_about_touches()) {
        std::optional<timestamp> until;
        if (before) until = before->last.conversion_timestamp;
        add_places(parameters,
                   newest_credited(view, scope, question_of(scope, filter, dimension::none), until,
                                   limit + 1));
    } else {
        parameters.resize(parameters.size() + 2);
    }
    return view.run("conversions", parameters);
}

// What both ways of looking for a page agree on is shown: hashes of ids may collide.
json page_rows(report_view& view, const report_scope& scope, const report_filter& filter,
               const chains_by_name& chains, const query_result& rows, std::size_t shown) {
    std::vector<read_conversion> conversions;
    for (std::size_t i = 0; i < shown; ++i) {
        row_reader row(rows, i);
        conversions.push_back(read_conversion_row(row));
    }
    if (!conversions.empty()) read_touchpoints(view, scope, conversions);
    json data = json::array();
    attributor by;
    for (read_conversion& each : conversions) {
        json credits = credits_of(each, scope, chains, by);
        if (filter.only.is_about_touches() && !has_credit_for(each, credits, scope, filter.only))
            continue;
        each.columns["credits"] = std::move(credits);
        data.push_back(std::move(each.columns));
    }
    return data;
}

}  // namespace

json conversions_report(const report_source& from, const report_filter& filter) {
    report_view view(from);
    const report_scope scope = scope_of(view, filter);
    json answer = envelope(scope, filter);
    const chains_by_name chains = read_chains(view, scope, scope.from, scope.to);
    const auto sums = answer_of(view, scope, question_of(scope, filter, dimension::none));
    credit_table(scope.model_names(), sums).put_totals(answer);
    answer["next_cursor"] = nullptr;
    answer["data"] = json::array();
    std::optional<page_cursor> before;
    if (!filter.cursor.empty()) before = parse_cursor(filter.cursor).value();
    const std::size_t limit = filter.limit.value_or(default_conversions);
    // No credit, no conversion: to look for one would take all there are.
    if (answer.at("totals").empty()) return answer;
    const query_result rows = read_page(view, scope, filter, before, limit);
    const std::size_t shown = std::min(rows.rows(), limit);
    json data = page_rows(view, scope, filter, chains, rows, shown);
    if (rows.rows() > limit) answer["next_cursor"] = end_of(rows, shown, before);
    answer["data"] = std::move(data);
    return answer;
}

}  // namespace attrib
