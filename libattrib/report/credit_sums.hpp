/// @file
/// What the models credit, summed by currency and channel.
#pragma once

#include <libattrib/report/amounts.hpp>
#include <libattrib/report/report_view.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace attrib {

using channel_name = std::optional<std::string>;  ///< nothing: unattributed
using channel_key = std::pair<currency_name, channel_name>;

/// By currency, then by channel, nothing last.
struct channel_key_order {
    [[nodiscard]] bool operator()(const channel_key& a, const channel_key& b) const noexcept {
        const null_last before;
        if (a.first != b.first) return before(a.first, b.first);
        return before(a.second, b.second);
    }
};

struct channel_sums {
    std::map<channel_key, model_amounts, channel_key_order> rows;
    currency_totals totals;
};

/// Runs query/credits_by_channel.sql; `parameters` are those of credit_parameters.
[[nodiscard]] channel_sums sum_by_channel(report_view& view, const query_parameters& parameters);

}  // namespace attrib
