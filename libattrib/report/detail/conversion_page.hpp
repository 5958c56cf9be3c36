/// @file
/// Pages of conversions, as JSON and as CSV read them.
#pragma once

#include <libattrib/report/conversion_row.hpp>
#include <libattrib/report/page_cursor.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace attrib {

/// A conversion by its time and the hash of its id.
using conversion_place = std::pair<timestamp, std::int64_t>;

/// Of places in order, newest first: those of the moment `until`, and of those before it the newest
/// `count`, with all of the same moment as the last. Without `until` the newest of all.
[[nodiscard]] std::span<const conversion_place> places_of_page(
    std::span<const conversion_place> all, std::optional<timestamp> until, std::size_t count);

struct conversion_page {
    std::optional<page_cursor> after{};  ///< nothing: the first page
    std::size_t limit = 0;

    [[nodiscard]] std::optional<timestamp> until() const {
        if (!after) return std::nullopt;
        return after->last.conversion_timestamp;
    }
};

/// The cursor of what comes after all conversions of that moment.
[[nodiscard]] page_cursor end_of(timestamp moment);

/// Where a page of the first `count` rows of those read ends. REQUIRES: there are so many.
[[nodiscard]] page_cursor end_of(const query_result& rows, std::size_t count,
                                 const std::optional<page_cursor>& before);

/// What rows of conversions are made by. Outlives a report's view.
struct conversion_rows {
    report_filter filter;
    report_scope scope;
    chains_by_name chains{};

    /// Of a filter on touchpoints the conversions that it takes, newest first, none after `until`;
    /// nothing for other filters.
    [[nodiscard]] std::optional<std::vector<conversion_place>> places(
        report_view& view, std::optional<timestamp> until) const;

    /// Rows of the page: one more where another page follows. `among` has at least the places that
    /// the page may have.
    [[nodiscard]] query_result read(
        report_view& view, const conversion_page& page,
        const std::optional<std::vector<conversion_place>>& among) const;

    /// The first `count` of those rows as conversions with their touchpoints.
    [[nodiscard]] std::vector<read_conversion> conversions(report_view& view,
                                                           const query_result& rows,
                                                           std::size_t count) const;

    /// Takes the columns of `each`. Null for a conversion that the filter does not take: hashes of
    /// ids may collide.
    [[nodiscard]] json row_of(read_conversion& each, attributor& by) const;
};

/// One report's work: its moment, and its answer without rows.
struct conversions_work {
    conversions_work(const report_source& from, const report_filter& filter);

    /// No credit, no conversion: to look for one would take all there are.
    [[nodiscard]] bool has_none() const { return answer.at("totals").empty(); }

    report_view view;
    conversion_rows rows;
    json answer;
    std::optional<page_cursor> after{};  ///< of the filter
};

}  // namespace attrib
