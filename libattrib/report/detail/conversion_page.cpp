#include <algorithm>
#include <functional>
#include <libattrib/core/array_text.hpp>
#include <libattrib/journeys/credit_fold.hpp>
#include <libattrib/report/detail/conversion_page.hpp>
#include <libattrib/report/detail/credit_totals.hpp>
#include <libattrib/report/detail/named_query.hpp>
#include <libattrib/report/detail/query_work.hpp>
#include <limits>

namespace attrib {
namespace {

conversion_key key_of(const query_result& rows, std::size_t i) {
    row_reader row(rows, i);
    return read_identity(row).key;
}

// Those that a filter on touchpoints takes, newest first; none after `until`.
std::vector<conversion_place> credited_places(report_view& view, const report_scope& scope,
                                              const credit_question& asked,
                                              std::optional<timestamp> until) {
    std::vector<conversion_place> found;
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
void add_places(query_parameters& parameters, std::span<const conversion_place> places) {
    std::vector<std::string> times;
    std::vector<std::int64_t> hashes;
    for (const auto& [when, hash] : places) {
        times.push_back(to_string(when));
        hashes.push_back(hash);
    }
    parameters.emplace_back(array_text(times));
    parameters.emplace_back(array_text(hashes));
}

}  // namespace

page_cursor end_of(timestamp moment) {
    return {{.conversion_timestamp = moment - microseconds{1},
             .user_pseudo_id = {},
             .id_hash = std::numeric_limits<std::int64_t>::min()},
            0};
}

page_cursor end_of(const query_result& rows, std::size_t count,
                   const std::optional<page_cursor>& before) {
    page_cursor end{key_of(rows, count - 1)};
    while (end.shown < count && key_of(rows, count - 1 - end.shown) == end.last) ++end.shown;
    if (end.shown == count && before && before->last == end.last) end.shown += before->shown;
    return end;
}

std::span<const conversion_place> places_of_page(std::span<const conversion_place> all,
                                                 std::optional<timestamp> until,
                                                 std::size_t count) {
    const auto is_after = [](timestamp moment) {
        return [moment](const conversion_place& each) { return each.first > moment; };
    };
    const auto first =
        until ? std::partition_point(all.begin(), all.end(), is_after(*until)) : all.begin();
    const auto before = until ? std::partition_point(first, all.end(),
                                                     [&](const conversion_place& each) {
                                                         return each.first == *until;
                                                     })
                              : first;
    auto end = all.end();
    if (static_cast<std::size_t>(end - before) > count) {
        const timestamp last = before[static_cast<std::ptrdiff_t>(count) - 1].first;
        end = std::partition_point(
            before, end, [last](const conversion_place& each) { return each.first >= last; });
    }
    return {first, end};
}

std::optional<std::vector<conversion_place>> conversion_rows::places(
    report_view& view, std::optional<timestamp> until) const {
    if (!filter.only.is_about_touches()) return std::nullopt;
    return credited_places(view, scope, question_of(scope, filter, dimension::none), until);
}

query_result conversion_rows::read(
    report_view& view, const conversion_page& page,
    const std::optional<std::vector<conversion_place>>& among) const {
    query_parameters parameters = page_parameters(scope, filter, page.after, page.limit);
    if (among)
        add_places(parameters, places_of_page(*among, page.until(), page.limit + 1));
    else
        parameters.resize(parameters.size() + 2);
    return view.run("conversions", parameters);
}

std::vector<read_conversion> conversion_rows::conversions(report_view& view,
                                                          const query_result& rows,
                                                          std::size_t count) const {
    std::vector<read_conversion> read;
    for (std::size_t i = 0; i < count; ++i) {
        row_reader row(rows, i);
        read.push_back(read_conversion_row(row));
    }
    if (!read.empty()) read_touchpoints(view, scope, read);
    return read;
}

json conversion_rows::row_of(read_conversion& each, attributor& by) const {
    json credits = credits_of(each, scope, chains, by);
    if (filter.only.is_about_touches() && !has_credit_for(each, credits, scope, filter.only))
        return {};
    each.columns["credits"] = std::move(credits);
    return std::move(each.columns);
}

conversions_work::conversions_work(const report_source& from, const report_filter& filter)
    : view(from), rows{filter, scope_of(view, filter)}, answer(envelope(rows.scope, filter)) {
    const report_scope& scope = rows.scope;
    rows.chains = read_chains(view, scope, scope.from, scope.to);
    query_work totals(view, credit_query(filter));
    totals.ask(answer);
    put_credit_totals(totals.table(), totals.models(), answer);
    answer["next_cursor"] = nullptr;
    answer["data"] = json::array();
    if (!filter.cursor.empty()) after = parse_cursor(filter.cursor).value();
}

}  // namespace attrib
