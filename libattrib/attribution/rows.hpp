/// @file
/// Rows of the tables that attribution makes (spec.md sections 2, 3 and 5), as views of one user's
/// events: good as long as those events.
#pragma once

#include <array>
#include <cstdint>
#include <libattrib/event/event.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace attrib {

enum class table : unsigned char {
    stg_ga4_events,      ///< one row an event
    int_sessions,        ///< one row a session
    mart_first_click,    ///< one row a conversion, credited to its first touchpoint
    mart_last_click,     ///< one row a conversion, credited to its last touchpoint
    mart_channel_daily,  ///< one row a model, day, conversion name, currency and channel
};

inline constexpr std::size_t table_count = 5;
inline constexpr std::array<std::string_view, table_count> table_names{
    "stg_ga4_events", "int_sessions", "mart_first_click", "mart_last_click", "mart_channel_daily"};

inline constexpr std::array<table, table_count> all_tables{
    table::stg_ga4_events, table::int_sessions, table::mart_first_click, table::mart_last_click,
    table::mart_channel_daily};

[[nodiscard]] constexpr std::string_view name_of(table which) noexcept {
    return table_names[static_cast<std::size_t>(which)];
}

/// The table of that name, if there is one.
[[nodiscard]] constexpr std::optional<table> table_named(std::string_view name) noexcept {
    for (const table each : all_tables)
        if (name_of(each) == name) return each;
    return std::nullopt;
}

enum class model : unsigned char { first_click, last_click };

inline constexpr std::size_t model_count = 2;
inline constexpr std::array<std::string_view, model_count> model_names{"first_click", "last_click"};

[[nodiscard]] constexpr std::string_view name_of(model which) noexcept {
    return model_names[static_cast<std::size_t>(which)];
}

/// int_sessions; landing page, device and country are those of the session's first event, channel,
/// source, medium and campaign those of its origin.
struct session_row {
    event start;  ///< the first event, with what `take_origin` takes; its event_id may be left out
    timestamp session_end;
    std::int64_t event_count = 0;
    std::int64_t conversions = 0;
    std::optional<timestamp>
        origin_timestamp{};  ///< of the event that states it; nothing: none does

    [[nodiscard]] timestamp session_start() const noexcept { return start.event_timestamp; }
};

/// mart_first_click or mart_last_click; without a touchpoint the conversion is unattributed.
struct credit_row {
    event conversion;
    calendar_day conversion_date;
    std::optional<event> touchpoint;  ///< start of the credited session, as in session_row

    [[nodiscard]] money revenue() const noexcept {
        return conversion.event_value.value_or(money{});
    }
};

/// mart_channel_daily. The texts are the row's own.
struct daily_row {
    model credited_by{};
    calendar_day conversion_date;
    std::string conversion_name;
    std::string currency;                ///< empty: null, a currency of its own
    std::optional<std::string> channel;  ///< nothing: unattributed
    std::int64_t conversions = 0;
    money_sum revenue;
};

/// Everything attribution says about one user. Events in total order, sessions by start, credits in
/// the order of their conversions, one of each model for every conversion.
struct user_rows {
    std::span<const event> events;
    std::span<const session_row> sessions;
    std::array<std::span<const credit_row>, model_count> credits;
};

/// Gives `start` the channel, source, medium and campaign of `origin`.
void take_origin(const event& origin, event& start) noexcept;

/// When a session's origin was stated.
template <class Session>
[[nodiscard]] std::optional<timestamp> origin_time(const Session& of) noexcept {
    const auto& origin = of.origin();
    return states_origin(origin) ? std::optional(origin.event_timestamp) : std::nullopt;
}

/// Appends session_id: user_pseudo_id `.` session_start in microseconds.
void append_session_id(std::string& out, const event& first_event);

/// Writes it instead, into `session_id_room` of its user_pseudo_id's size; returns its end.
char* write_session_id(char* out, const event& first_event) noexcept;
[[nodiscard]] constexpr std::size_t session_id_room(std::size_t user_bytes) noexcept {
    return user_bytes + 21;
}

/// Appends conversion_id: the event_id, or when that is empty the user, time in microseconds, name,
/// page and, when there is one, transaction_id joined by `.`.
void append_conversion_id(std::string& out, const event& conversion);

}  // namespace attrib
