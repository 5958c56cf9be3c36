/// @file
/// What paths say of channels as CSV.
#pragma once

#include <libattrib/attribution/path_attribution.hpp>
#include <string>

namespace attrib {

/// Where the tables are in their folder.
inline constexpr const char* path_credit_file = "/path_credit.csv";
inline constexpr const char* path_effects_file = "/path_effects.csv";

/// model, channel, conversions, value: models in the report's order, channels in byte order.
[[nodiscard]] std::string credit_table_of(const path_report& report);

/// channel, removal_effect; only the header where no chain was solved.
[[nodiscard]] std::string effects_table_of(const path_report& report);

/// With six decimals.
[[nodiscard]] std::string six_decimals_text(const money_sum& sum);

}  // namespace attrib
