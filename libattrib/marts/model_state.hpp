/// @file
/// How the tables of a database were made: by which engine and with which settings.
#pragma once

#include <libattrib/attribution/options.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <libattrib/postgres/connection.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// Everything that the tables depend on besides the events, one `name=value` a line; the same text
/// for the same settings.
[[nodiscard]] std::string settings_text(const attribution_options& options,
                                        const channel_rules& rules);

/// The options that a settings_text was made from. Throws failure: stale_tables when the text is
/// none of this program's, unknown_time_zone when its zone is not known here.
[[nodiscard]] attribution_options options_of(std::string_view settings);

/// The same and what the channel rules said of channels. Throws as `options_of`.
struct made_with {
    attribution_options options;
    std::vector<std::string> paid_channels;
};
[[nodiscard]] made_with made_with_of(std::string_view settings);

struct model_state {
    std::string engine;    ///< cpp or sql
    std::string settings;  ///< settings_text
    std::string models;    ///< digest of the SQL models, empty for cpp

    friend bool operator==(const model_state&, const model_state&) = default;
};

/// Nothing before the tables were made for the first time.
[[nodiscard]] std::optional<model_state> read_state(connection& on);

/// The state of tables that are there and were made with these settings. Throws failure
/// (stale_tables) when they are not.
[[nodiscard]] model_state require_tables(connection& on, const std::string& settings);

/// Replaces the state; in the transaction that changes the tables.
void write_state(connection& on, const model_state& state);

/// Batches that were loaded and that the tables lack.
[[nodiscard]] std::int64_t waiting_batches(connection& on);

}  // namespace attrib
