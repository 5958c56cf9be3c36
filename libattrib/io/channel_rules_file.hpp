/// @file
/// Channel rules as files: the rule table and the source table, in CSV.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <string_view>

namespace attrib {

/// Reads the two tables: `position,channel,source_category,source_pattern,medium_pattern,
/// campaign_pattern` in the order of position, and `source,category`. Errors: bad_rules with the
/// table's line.
[[nodiscard]] result<channel_rules> parse_channel_rules(std::string_view rules_csv,
                                                        std::string_view sources_csv);

/// The rules that come with the library: GA4's default channel group (models/seeds/*.csv).
[[nodiscard]] channel_rules default_channel_rules();

/// The same, compiled.
[[nodiscard]] channel_classifier default_channel_classifier();

}  // namespace attrib
