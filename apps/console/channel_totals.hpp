/// @file
/// Conversions and revenue per currency, channel and model, summed over days and names.
#pragma once

#include <array>
#include <cstdint>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/core/money.hpp>
#include <optional>
#include <string>
#include <vector>

namespace attrib::console {

struct credit_total {
    std::int64_t conversions = 0;
    money_sum revenue;
};

struct channel_total {
    std::optional<std::string> channel;  ///< nothing: unattributed
    std::array<credit_total, model_count> by_model;

    [[nodiscard]] const credit_total& by(model which) const noexcept {
        return by_model[static_cast<std::size_t>(which)];
    }
};

/// Revenue of different currencies is never added.
struct currency_total {
    std::string currency;                 ///< empty: null
    std::vector<channel_total> channels;  ///< by first-click revenue, the unattributed last
    channel_total all;
};

/// By currency, null first.
[[nodiscard]] std::vector<currency_total> channel_totals(const std::vector<daily_row>& daily);

}  // namespace attrib::console
