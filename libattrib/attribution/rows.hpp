/// @file
/// Rows of the tables that attribution makes (docs/semantics.md), as views of one user's
/// events: good as long as those events.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <libattrib/attribution/model_instance.hpp>
#include <libattrib/attribution/path_roles.hpp>
#include <libattrib/event/event.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

enum class table : unsigned char {
    stg_ga4_events,         ///< one row per event
    int_sessions,           ///< one row per session
    int_conversions,        ///< one row per conversion
    int_touchpoints,        ///< one row per conversion and session of its journey window
    mart_attribution,       ///< one row per model, conversion and credited touchpoint
    mart_first_click,       ///< one row per conversion, credited to its first touchpoint
    mart_last_click,        ///< one row per conversion, credited to its last touchpoint
    mart_channel_daily,     ///< one row per model, day, conversion name, currency and channel
    dda_transitions_daily,  ///< one row per conversion name, day, dimension and transition
    dda_sets_daily,  ///< one row per conversion name, day, dimension, currency and set of values
    mart_paths,      ///< one row per conversion name, currency and path
    mart_roles,      ///< one row per conversion name and channel on its paths
    mart_markov,     ///< one row per conversion name, dimension, currency and value
};

inline constexpr std::size_t table_count = 13;
inline constexpr std::array<std::string_view, table_count> table_names{
    "stg_ga4_events",  "int_sessions",       "int_conversions",
    "int_touchpoints", "mart_attribution",   "mart_first_click",
    "mart_last_click", "mart_channel_daily", "dda_transitions_daily",
    "dda_sets_daily",  "mart_paths",         "mart_roles",
    "mart_markov"};

inline constexpr std::array<table, table_count> all_tables{
    table::stg_ga4_events,  table::int_sessions,       table::int_conversions,
    table::int_touchpoints, table::mart_attribution,   table::mart_first_click,
    table::mart_last_click, table::mart_channel_daily, table::dda_transitions_daily,
    table::dda_sets_daily,  table::mart_paths,         table::mart_roles,
    table::mart_markov};

/// Those of a database, stored or as views; all others are of files only.
inline constexpr std::array database_tables{table::stg_ga4_events,        table::int_sessions,
                                            table::int_conversions,       table::int_touchpoints,
                                            table::mart_attribution,      table::mart_first_click,
                                            table::mart_last_click,       table::mart_channel_daily,
                                            table::dda_transitions_daily, table::dda_sets_daily};

/// Those that Postgres stores.
inline constexpr std::array stored_tables{table::stg_ga4_events,     table::int_sessions,
                                          table::mart_first_click,   table::mart_last_click,
                                          table::mart_channel_daily, table::dda_transitions_daily,
                                          table::dda_sets_daily};

/// Those whose rows are sums over users; all others have rows by user.
inline constexpr std::array summed_tables{table::mart_channel_daily, table::dda_transitions_daily,
                                          table::dda_sets_daily,     table::mart_paths,
                                          table::mart_roles,         table::mart_markov};

/// Those that hang on users who do not convert, too.
inline constexpr std::array tables_of_everyone{table::stg_ga4_events, table::int_sessions,
                                               table::dda_transitions_daily, table::dda_sets_daily,
                                               table::mart_markov};

/// Those that need no other columns than `kept_columns::totals` or, by their models, `origins`.
inline constexpr std::array tables_of_totals{table::mart_channel_daily, table::mart_paths,
                                             table::mart_roles};

[[nodiscard]] constexpr bool is_by_user(table which) noexcept {
    return std::ranges::find(summed_tables, which) == summed_tables.end();
}

[[nodiscard]] constexpr std::string_view name_of(table which) noexcept {
    return table_names[static_cast<std::size_t>(which)];
}

[[nodiscard]] constexpr bool is_stored(table which) noexcept {
    for (const table each : stored_tables)
        if (each == which) return true;
    return false;
}

/// The tables with one row per conversion, credited by one model.
inline constexpr std::array click_marts{table::mart_first_click, table::mart_last_click};

/// The stored table of that name, if there is one.
[[nodiscard]] constexpr std::optional<table> stored_table_named(std::string_view name) noexcept {
    for (const table each : stored_tables)
        if (name_of(each) == name) return each;
    return std::nullopt;
}

/// The shipped model that a click mart is named after: mart_<model>.
[[nodiscard]] const model_instance& model_of_mart(table mart);

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

/// int_conversions.
struct conversion_row {
    event conversion;
    calendar_day conversion_date;

    [[nodiscard]] money revenue() const noexcept {
        return conversion.event_value.value_or(money{});
    }
};

/// mart_first_click or mart_last_click; without a touchpoint the conversion is unattributed.
struct credit_row : conversion_row {
    std::optional<event> touchpoint{};  ///< start of the credited session, as in session_row
};

/// int_touchpoints.
struct touchpoint_row {
    const conversion_row* of = nullptr;
    std::int64_t touch_no = 0;          ///< 1: the earliest of the journey window
    const event* touchpoint = nullptr;  ///< as in credit_row
};

/// mart_attribution.
struct attribution_row {
    std::string_view model;
    const conversion_row* of = nullptr;
    std::int64_t touch_no = 0;          ///< 1: the earliest of the model's lookback; 0: none
    std::int64_t touch_count = 0;       ///< touchpoints of the lookback
    const event* touchpoint = nullptr;  ///< null: unattributed
    money credit;                       ///< of a conversion
    money revenue;
};

/// mart_channel_daily. The texts are the row's own.
struct daily_row {
    std::size_t model_place = 0;  ///< among the models; rows are in its order
    std::string model;
    calendar_day conversion_date;
    std::string conversion_name;
    std::string currency;                ///< empty: null, a currency of its own
    std::optional<std::string> channel;  ///< nothing: unattributed
    money_sum conversions;               ///< credit
    money_sum revenue;
};

/// What the states of a journey are.
enum class journey_dimension : std::uint8_t { channel, campaign };
inline constexpr std::size_t journey_dimension_count = 2;
inline constexpr std::array<std::string_view, journey_dimension_count> journey_dimension_names{
    "channel", "campaign"};

/// Where a transition leads from and to.
enum class transition_kind : std::uint8_t {
    start,       ///< from the start to the first touchpoint
    step,        ///< from a touchpoint to the next
    conversion,  ///< from the last touchpoint to the conversion
    end,         ///< from the last touchpoint to the end without a conversion
};
inline constexpr std::array<std::string_view, 4> transition_kind_names{"start", "step",
                                                                       "conversion", "end"};

/// dda_transitions_daily. An empty value is null, which for a campaign is a state of its own.
struct transition_row {
    std::string conversion_name;
    calendar_day day;  ///< of the conversion, or of the last session of a null journey
    journey_dimension dimension = journey_dimension::channel;
    transition_kind kind = transition_kind::start;
    std::string from;  ///< empty for `start`
    std::string to;    ///< empty for `conversion` and `end`
    std::int64_t journeys = 0;

    friend bool operator==(const transition_row&, const transition_row&) = default;
};

/// dda_sets_daily: journeys by the set of values on them.
struct journey_set_row {
    std::string conversion_name;
    calendar_day day;
    journey_dimension dimension = journey_dimension::channel;
    std::string currency;              ///< of the conversions; empty: null, as for null journeys
    std::vector<std::string> members;  ///< distinct, sorted by bytes; empty text: null, comes first
    std::int64_t journeys = 0;
    std::int64_t conversions = 0;  ///< journeys that convert
    money_sum revenue;

    friend bool operator==(const journey_set_row&, const journey_set_row&) = default;
};

/// mart_paths: conversions by the channels of their touchpoints.
struct path_mart_row {
    std::string conversion_name;
    std::string currency;           ///< empty: null
    std::vector<std::string> path;  ///< in order of time, repeats kept; empty: unattributed
    std::int64_t conversions = 0;
    money_sum revenue;
    std::int64_t days = 0;  ///< whole ones from first touchpoint to conversion, summed

    friend bool operator==(const path_mart_row&, const path_mart_row&) = default;
};

/// mart_roles.
struct role_row {
    std::string conversion_name;
    std::string channel;
    role_counts counts;

    friend bool operator==(const role_row&, const role_row&) = default;
};

/// mart_markov: what markov_channel gives to a value, of the conversions of one currency.
struct effect_row {
    std::string conversion_name;
    journey_dimension dimension = journey_dimension::channel;
    std::string currency;              ///< empty: null
    std::string value;                 ///< empty: null
    std::uint64_t removal_effect = 0;  ///< of `whole_effect`; the same in all currencies
    money_sum conversions;             ///< credit
    money_sum revenue;

    friend bool operator==(const effect_row&, const effect_row&) = default;
};

/// Everything attribution says about one user. Events in total order, sessions by start, the others
/// in the order of their conversions; of one conversion, models in their order and touchpoints in
/// that of time.
struct user_rows {
    std::span<const event> events{};
    std::span<const session_row> sessions{};
    std::span<const conversion_row> conversions{};
    std::span<const touchpoint_row> touchpoints{};
    std::span<const attribution_row> attributions{};
    std::span<const credit_row> credits{};  ///< of the mart that is asked for
};

/// Rows of the summed tables.
struct summed_rows {
    std::span<const daily_row> daily{};
    std::span<const transition_row> transitions{};
    std::span<const journey_set_row> sets{};
    std::span<const path_mart_row> paths{};
    std::span<const role_row> roles{};
    std::span<const effect_row> effects{};
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

/// Writes conversion_id into `conversion_id_room` bytes: the event_id, or when that is empty the
/// user, time in microseconds, name, page and, when there is one, transaction_id joined by `.`;
/// returns its end.
char* write_conversion_id(char* out, const event& conversion) noexcept;
[[nodiscard]] std::size_t conversion_id_room(const event& conversion) noexcept;

/// Appends it.
void append_conversion_id(std::string& out, const event& conversion);

}  // namespace attrib
