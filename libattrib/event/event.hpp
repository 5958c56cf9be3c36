/// @file
/// One row of GA4-like behaviour, and its columns by name.
#pragma once

#include <array>
#include <cstddef>
#include <libattrib/core/money.hpp>
#include <libattrib/core/time.hpp>
#include <optional>
#include <string_view>

namespace attrib {

/// An event as columns of docs/semantics.md. The texts are views: whoever makes the event keeps
/// the text alive as long as the event is used. Empty text is null.
struct event {
    std::string_view event_id;        ///< identity given by the sender, may be empty
    std::string_view user_pseudo_id;  ///< required
    timestamp event_timestamp{};      ///< required, microseconds UTC
    std::string_view event_name;      ///< required
    std::string_view channel;         ///< empty until the channel rules have filled it
    std::string_view source;
    std::string_view medium;
    std::string_view campaign;
    std::string_view page_location;
    std::string_view page_referrer;
    std::string_view device_category;
    std::string_view country;
    std::optional<money> event_value;
    std::string_view currency;
    std::string_view transaction_id;

    /// No columns of a file: what the reader finds in page_location and page_referrer
    /// (campaign.hpp).
    std::string_view click_id;       ///< kind of the click identifier, e.g. gclid
    std::string_view referrer_host;  ///< lower case, empty for the site's own
    bool is_value_rounded = false;   ///< event_value had more decimals than count

    /// No column of a file: what channel_classifier finds, nothing before. Whether the event says
    /// where the visit came from: its channel was given, or it has a source, medium, click
    /// identifier or external referrer.
    std::optional<bool> states_origin;

    friend bool operator==(const event&, const event&) = default;
};

/// The same; before the channel rules have looked, a channel that is there counts as given.
[[nodiscard]] inline bool states_origin(const event& of) noexcept {
    return of.states_origin.value_or(!of.channel.empty());
}

/// How much of its events someone is after.
enum class kept_columns : unsigned char {
    all,
    totals,   ///< what mart_channel_daily comes from: identifiers, time, event_name, channel, value
              ///< and currency; where there is no channel, what the channel rules look at; where
              ///< there is no event_id, page_location
    origins,  ///< the same and source and medium
    names,    ///< user_pseudo_id and event_name
};

/// The columns of an event, in the order of docs/semantics.md, which is also their order in files
/// we write and in the raw table.
enum class column : unsigned char {
    event_id,
    user_pseudo_id,
    event_timestamp,
    event_name,
    channel,
    source,
    medium,
    campaign,
    page_location,
    page_referrer,
    device_category,
    country,
    event_value,
    currency,
    transaction_id,
};

inline constexpr std::size_t column_count = 15;

struct column_rule {
    std::string_view name;
    std::string_view event::*text;  ///< null for event_timestamp and event_value
    std::size_t max_bytes;          ///< 0 where it is no text
    bool required;
};

inline constexpr std::size_t max_identifier_bytes = 256;
inline constexpr std::size_t max_text_bytes = std::size_t{16} * 1024;

inline constexpr std::array<column_rule, column_count> column_rules{{
    {"event_id", &event::event_id, max_identifier_bytes, false},
    {"user_pseudo_id", &event::user_pseudo_id, max_identifier_bytes, true},
    {"event_timestamp", nullptr, 0, true},
    {"event_name", &event::event_name, max_identifier_bytes, true},
    {"channel", &event::channel, max_text_bytes, false},
    {"source", &event::source, max_text_bytes, false},
    {"medium", &event::medium, max_text_bytes, false},
    {"campaign", &event::campaign, max_text_bytes, false},
    {"page_location", &event::page_location, max_text_bytes, false},
    {"page_referrer", &event::page_referrer, max_text_bytes, false},
    {"device_category", &event::device_category, max_text_bytes, false},
    {"country", &event::country, max_text_bytes, false},
    {"event_value", nullptr, 0, false},
    {"currency", &event::currency, max_text_bytes, false},
    {"transaction_id", &event::transaction_id, max_identifier_bytes, false},
}};

[[nodiscard]] constexpr const column_rule& rule_of(column which) noexcept {
    return column_rules[static_cast<std::size_t>(which)];
}

/// The column of that canonical name, if there is one.
[[nodiscard]] constexpr std::optional<column> column_named(std::string_view name) noexcept {
    for (std::size_t i = 0; i < column_count; ++i)
        if (column_rules[i].name == name) return static_cast<column>(i);
    return std::nullopt;
}

}  // namespace attrib
