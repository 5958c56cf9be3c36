/// @file
/// The right answer to a scenario, as the generator meant it: no code that the engine uses for
/// sessions and attribution has a hand in it, so that one can be held against the other.
#pragma once

#include <array>
#include <libattrib/generate/generator.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace attrib {

/// Tables as CSV files with header, as attrib-attribute writes them by default: the shipped models,
/// lookback 14 days, journey window 90 days, timeout 30 minutes, conversion `purchase`, days of
/// UTC.
struct truth {
    std::string int_sessions;
    std::string int_conversions;
    std::string int_touchpoints;
    std::string mart_attribution;
    std::string mart_first_click;
    std::string mart_last_click;
    std::string mart_channel_daily;
};

/// Its tables by name.
inline constexpr std::array<std::pair<std::string_view, std::string truth::*>, 7> true_tables{
    {{"int_sessions", &truth::int_sessions},
     {"int_conversions", &truth::int_conversions},
     {"int_touchpoints", &truth::int_touchpoints},
     {"mart_attribution", &truth::mart_attribution},
     {"mart_first_click", &truth::mart_first_click},
     {"mart_last_click", &truth::mart_last_click},
     {"mart_channel_daily", &truth::mart_channel_daily}}};

[[nodiscard]] truth truth_of(const generator& made);

}  // namespace attrib
