/// @file
/// The right answer to a scenario, as the generator meant it: no code that the engine uses for
/// sessions and attribution has a hand in it, so that one can be held against the other.
#pragma once

#include <libattrib/generate/generator.hpp>
#include <string>

namespace attrib {

/// Tables as CSV files with header, as attrib-attribute writes them by default: lookback 14 days,
/// timeout 30 minutes, conversion `purchase`, days of UTC.
struct truth {
    std::string int_sessions;
    std::string mart_first_click;
    std::string mart_last_click;
};

[[nodiscard]] truth truth_of(const generator& made);

}  // namespace attrib
