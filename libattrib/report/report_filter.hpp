/// @file
/// What a report is asked for.
#pragma once

#include <cstddef>
#include <libattrib/core/time.hpp>
#include <libattrib/journeys/credit_question.hpp>
#include <libattrib/journeys/path_question.hpp>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

/// Which conversions and credits a report is about, by which models. Nothing: all of them. An empty
/// text stands for null: events without a currency, conversions without a touchpoint, credits
/// without a campaign (those without a touchpoint among them).
struct report_filter {
    std::optional<calendar_day> from{};  ///< first day, in the reporting time zone
    std::optional<calendar_day> to{};    ///< day after the last
    /// Names of models, of the tables' or shipped ones; none: first_click, last_click.
    std::vector<std::string> models{};
    std::optional<int> lookback_days{};  ///< instead of each model's own
    std::optional<bool> skips_direct{};  ///< instead of each model's own rule on Direct
    /// Of a breakdown, paths or roles; days, weeks or months of a timeseries. Nothing: the report's
    /// own.
    std::optional<dimension> by{};
    std::string search{};  ///< what values must have in them, ASCII letters in either case
    credit_filter only{};
    path_selection paths{};              ///< which of all paths are shown
    std::optional<std::size_t> limit{};  ///< rows; nothing: the report's own
    std::optional<timestamp> now{};  ///< which day is today; nothing: as the database's clock says
    std::string cursor{};            ///< next_cursor of the page before; empty: the first page
};

}  // namespace attrib
