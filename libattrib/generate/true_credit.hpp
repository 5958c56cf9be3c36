/// @file
/// How the shipped models share credit, for the generator's truth: the rules of docs/models.md
/// written out for made-up traffic, without the code that the engine uses for them.
#pragma once

#include <array>
#include <cstdint>
#include <libattrib/core/money.hpp>
#include <libattrib/core/time.hpp>
#include <span>
#include <string_view>
#include <vector>

namespace attrib {

/// The shipped models, in their order.
inline constexpr std::array<std::string_view, 10> true_models{
    "first_click", "last_click", "first_non_direct", "last_non_direct", "last_paid",
    "google_paid", "linear",     "position_based",   "time_decay",      "shapley"};

/// A made-up session that a conversion may be credited to.
struct true_touch {
    timestamp start;
    std::uint8_t arrived_by = 0;  ///< place in all_traffic
};

struct true_share {
    money credit;  ///< in millionths of a conversion
    money revenue;
};

/// What each touch earns by the model, in their order. REQUIRES: `touches` in order of time, at
/// least one; `model` is one of `true_models`.
[[nodiscard]] std::vector<true_share> true_shares(std::string_view model,
                                                  std::span<const true_touch> touches,
                                                  money revenue);

}  // namespace attrib
