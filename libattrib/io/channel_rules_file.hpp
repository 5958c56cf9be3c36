/// @file
/// Channel rules as files: the rule table and the source table, in CSV.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// A table's text and what messages call it.
struct named_text {
    std::string_view name;
    std::string_view text;
};

/// Reads the two tables. Rules: a header that names `position` and `channel` and any of the
/// conditions of channel_rule and `paid`, in any order; positions count from 1; a category must be
/// one of the source table's. Where `paid` is missing or empty, a rule is paid if its channel is a
/// paid channel of the default rules. Sources: `source,category`; no source twice, case ignored.
/// Errors: bad_rules with name and line.
[[nodiscard]] result<channel_rules> parse_channel_rules(named_text rules, named_text sources);

/// The rules in those files; an empty path means the tables that come with the library. Errors:
/// bad_rules, file_not_found, file_unreadable.
[[nodiscard]] result<channel_rules> read_channel_rules(const std::string& rules_path,
                                                       const std::string& sources_path);

/// The rules that come with the library: GA4's default channel group (models/seeds/*.csv).
[[nodiscard]] channel_rules default_channel_rules();

/// The same, compiled.
[[nodiscard]] channel_classifier default_channel_classifier();

/// The tables as CSV with all columns, rules in their order, sources in lower case and sorted.
[[nodiscard]] std::string rules_csv_of(const channel_rules& rules);
[[nodiscard]] std::string sources_csv_of(const channel_rules& rules);

}  // namespace attrib
