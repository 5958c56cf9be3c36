/// @file
/// Shares, ratios and averages as answers have them.
#pragma once

#include <nlohmann/json.hpp>

namespace attrib {

using json = nlohmann::ordered_json;

/// `part / whole` as a number of six decimals; null where `whole` is 0.
[[nodiscard]] json rounded_ratio(double part, double whole);

/// The same of counts.
[[nodiscard]] inline json ratio_of_counts(std::uint64_t part, std::uint64_t whole) {
    return rounded_ratio(static_cast<double>(part), static_cast<double>(whole));
}

}  // namespace attrib
