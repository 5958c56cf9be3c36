/// @file
/// Credit and revenue per currency, channel and model, summed over days and names.
#pragma once

#include <array>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/core/money.hpp>
#include <optional>
#include <string>
#include <vector>

namespace attrib::console {

/// Names of the two models that are shown side by side.
using compared_models = std::array<std::string, 2>;

/// What is shown where nobody asks for others.
[[nodiscard]] inline compared_models first_and_last() { return {"first_click", "last_click"}; }

struct credit_total {
    money_sum conversions;  ///< credit
    money_sum revenue;
};

struct channel_total {
    std::optional<std::string> channel;    ///< nothing: unattributed
    std::array<credit_total, 2> by_model;  ///< as the models were named
};

/// Revenue of different currencies is never added.
struct currency_total {
    std::string currency;                 ///< empty: null
    std::vector<channel_total> channels;  ///< by revenue of the first model, the unattributed last
    channel_total all;
};

/// By currency, null first.
[[nodiscard]] std::vector<currency_total> channel_totals(
    const std::vector<daily_row>& daily, const compared_models& models = first_and_last());

}  // namespace attrib::console
