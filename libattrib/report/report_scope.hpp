/// @file
/// What every report has: the days it is about, how the tables were made, what was asked for.
#pragma once

#include <libattrib/attribution/options.hpp>
#include <libattrib/report/report_filter.hpp>
#include <libattrib/report/report_view.hpp>
#include <nlohmann/json.hpp>

namespace attrib {

using json = nlohmann::ordered_json;

/// Longest range of days that a report may have.
inline constexpr std::chrono::days longest_range{3660};

struct report_scope {
    calendar_day from;  ///< first day, in the zone of `made_with`
    calendar_day to;    ///< day after the last
    bool is_default = false;
    calendar_day today;
    std::int64_t conversions_after_today = 0;  ///< of all filters; some clock was wrong
    attribution_options made_with;
};

/// Finds the days that `filter` means. A range that was left out ends with the newest day that has
/// conversions and is not after today, so that one conversion dated 2099 moves nothing; after a
/// `from` later than that day, with today, and only after a `from` in the future later than that.
/// Throws failure: stale_tables before the tables were made, invalid_option for days that cannot
/// be, texts that are no UTF-8 or a limit of 0.
[[nodiscard]] report_scope scope_of(report_view& view, const report_filter& filter);

/// How the tables were made. Throws failure: stale_tables before they were.
[[nodiscard]] attribution_options options_of_tables(report_view& view);

/// The member `window`.
[[nodiscard]] json window_json(const attribution_options& made_with);

/// An answer's first members: range, window, filters.
[[nodiscard]] json envelope(const report_scope& scope, const report_filter& filter);

/// $1 to $7 of the queries on credits: from, to, model, conversion, currency, channel, campaign;
/// null: all, an empty text: null.
[[nodiscard]] query_parameters credit_parameters(const report_scope& scope,
                                                 const report_filter& filter);

}  // namespace attrib
