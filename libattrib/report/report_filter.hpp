/// @file
/// What a report is asked for.
#pragma once

#include <cstddef>
#include <libattrib/core/time.hpp>
#include <libattrib/report/shown_models.hpp>
#include <optional>
#include <string>

namespace attrib {

/// Which conversions a report is about. Nothing: all of them. An empty text stands for null: events
/// without a currency, conversions without a touchpoint, credits without a campaign (those without
/// a touchpoint among them).
struct report_filter {
    std::optional<calendar_day> from{};  ///< first day, in the reporting time zone
    std::optional<calendar_day> to{};    ///< day after the last
    std::optional<model> only{};
    std::optional<std::string> conversion{};
    std::optional<std::string> currency{};
    std::optional<std::string> channel{};
    std::optional<std::string> campaign{};
    std::optional<std::size_t> limit{};  ///< rows; nothing: the report's own
    std::optional<timestamp> now{};  ///< which day is today; nothing: as the database's clock says
    std::string cursor{};            ///< next_cursor of the page before; empty: the first page
};

}  // namespace attrib
