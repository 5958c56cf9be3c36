/// @file
/// The columns of every table of our own, in order; docs/semantics.md says what they mean.
/// stg_ga4_events has those of an event (event.hpp).
#pragma once

#include <libattrib/schema/columns.hpp>

namespace attrib::schema {

/// int_sessions, of session_row.
inline constexpr std::tuple sessions{
    table_column{"session_id", required,
                 [](const session_row& row) { return session_id_text{&row.start}; }},
    table_column{"user_pseudo_id", required,
                 [](const session_row& row) { return row.start.user_pseudo_id; }},
    table_column{"session_start", required,
                 [](const session_row& row) { return row.session_start(); }},
    table_column{"session_end", required, [](const session_row& row) { return row.session_end; }},
    table_column{"event_count", required, [](const session_row& row) { return row.event_count; }},
    table_column{"channel", required, [](const session_row& row) { return row.start.channel; }},
    table_column{"source", nullable, [](const session_row& row) { return row.start.source; }},
    table_column{"medium", nullable, [](const session_row& row) { return row.start.medium; }},
    table_column{"campaign", nullable, [](const session_row& row) { return row.start.campaign; }},
    table_column{"landing_page", nullable,
                 [](const session_row& row) { return row.start.page_location; }},
    table_column{"device_category", nullable,
                 [](const session_row& row) { return row.start.device_category; }},
    table_column{"country", nullable, [](const session_row& row) { return row.start.country; }},
    table_column{"conversions", required, [](const session_row& row) { return row.conversions; }}};

/// Of int_sessions in the database only: a live refresh needs it.
inline constexpr std::tuple session_extras{table_column{
    "origin_timestamp", nullable, [](const session_row& row) { return row.origin_timestamp; }}};

namespace detail {

// The conversion that a row of any table is about.
inline const conversion_row& conversion_of(const conversion_row& row) noexcept { return row; }
inline const conversion_row& conversion_of(const touchpoint_row& row) noexcept { return *row.of; }
inline const conversion_row& conversion_of(const attribution_row& row) noexcept { return *row.of; }

// The start of the session that it credits; null: unattributed.
inline const event* touchpoint_of(const credit_row& row) noexcept {
    return row.touchpoint ? &*row.touchpoint : nullptr;
}
inline const event* touchpoint_of(const touchpoint_row& row) noexcept { return row.touchpoint; }
inline const event* touchpoint_of(const attribution_row& row) noexcept { return row.touchpoint; }

// A text of it.
template <std::string_view event::*Text>
inline constexpr auto touch_text = [](const auto& row) {
    const event* const touch = touchpoint_of(row);
    return touch == nullptr ? std::string_view() : touch->*Text;
};

inline constexpr auto touch_session = [](const auto& row) {
    return session_id_text{touchpoint_of(row)};
};

inline constexpr auto touch_time = [](const auto& row) {
    const event* const touch = touchpoint_of(row);
    return touch == nullptr ? std::optional<timestamp>() : touch->event_timestamp;
};

inline constexpr std::tuple conversion_columns{
    table_column{
        "conversion_id", required,
        [](const auto& row) { return conversion_id_text{&conversion_of(row).conversion}; }},
    table_column{"user_pseudo_id", required,
                 [](const auto& row) { return conversion_of(row).conversion.user_pseudo_id; }},
    table_column{"conversion_timestamp", required,
                 [](const auto& row) { return conversion_of(row).conversion.event_timestamp; }},
    table_column{"conversion_date", required,
                 [](const auto& row) { return conversion_of(row).conversion_date; }},
    table_column{"conversion_name", required,
                 [](const auto& row) { return conversion_of(row).conversion.event_name; }}};

inline constexpr std::tuple revenue_column{table_column{
    "revenue", required, [](const auto& row) { return conversion_of(row).revenue(); }}};

inline constexpr std::tuple order_columns{
    table_column{"currency", nullable,
                 [](const auto& row) { return conversion_of(row).conversion.currency; }},
    table_column{"transaction_id", nullable,
                 [](const auto& row) { return conversion_of(row).conversion.transaction_id; }}};

inline constexpr std::tuple origin_columns{
    table_column{"channel", nullable, touch_text<&event::channel>},
    table_column{"source", nullable, touch_text<&event::source>},
    table_column{"medium", nullable, touch_text<&event::medium>},
    table_column{"campaign", nullable, touch_text<&event::campaign>}};

inline constexpr std::tuple touch_columns{table_column{"session_id", nullable, touch_session},
                                          table_column{"touch_timestamp", nullable, touch_time}};

}  // namespace detail

/// int_conversions, of conversion_row.
inline constexpr auto conversions =
    std::tuple_cat(detail::conversion_columns, detail::revenue_column, detail::order_columns);

/// mart_first_click and mart_last_click, of credit_row.
inline constexpr auto credits =
    std::tuple_cat(detail::conversion_columns, detail::revenue_column, detail::order_columns,
                   detail::origin_columns, detail::touch_columns);

/// int_touchpoints, of touchpoint_row.
inline constexpr std::tuple touchpoints{
    table_column{"user_pseudo_id", required,
                 [](const touchpoint_row& row) { return row.of->conversion.user_pseudo_id; }},
    table_column{"conversion_id", required,
                 [](const touchpoint_row& row) { return conversion_id_text{&row.of->conversion}; }},
    table_column{"conversion_timestamp", required,
                 [](const touchpoint_row& row) { return row.of->conversion.event_timestamp; }},
    table_column{"conversion_name", required,
                 [](const touchpoint_row& row) { return row.of->conversion.event_name; }},
    table_column{"touch_no", required, [](const touchpoint_row& row) { return row.touch_no; }},
    table_column{"session_id", required, detail::touch_session},
    table_column{"touch_timestamp", required, detail::touch_time}};

/// mart_attribution, of attribution_row.
inline constexpr auto attributions = std::tuple_cat(
    std::tuple{
        table_column{"model", required, [](const attribution_row& row) { return row.model; }}},
    detail::conversion_columns, detail::order_columns,
    std::tuple{
        table_column{"touch_no", required, [](const attribution_row& row) { return row.touch_no; }},
        table_column{"touch_count", required,
                     [](const attribution_row& row) { return row.touch_count; }}},
    detail::touch_columns, detail::origin_columns,
    std::tuple{table_column{"credit", required,
                            [](const attribution_row& row) { return six_decimals{row.credit}; }},
               table_column{"revenue", required,
                            [](const attribution_row& row) { return six_decimals{row.revenue}; }}});

/// mart_channel_daily, of daily_row.
inline constexpr std::tuple daily{
    table_column{"model", required,
                 [](const daily_row& row) { return std::string_view(row.model); }},
    table_column{"conversion_date", required,
                 [](const daily_row& row) { return row.conversion_date; }},
    table_column{"conversion_name", required,
                 [](const daily_row& row) { return std::string_view(row.conversion_name); }},
    table_column{"currency", nullable,
                 [](const daily_row& row) { return std::string_view(row.currency); }},
    table_column{"channel", nullable,
                 [](const daily_row& row) {
                     return row.channel ? std::string_view(*row.channel) : std::string_view();
                 }},
    table_column{"conversions", required,
                 [](const daily_row& row) { return six_decimals{row.conversions}; }},
    table_column{"revenue", required,
                 [](const daily_row& row) { return six_decimals{row.revenue}; }}};

namespace detail {

// What both tables of journeys begin with.
inline constexpr auto journey_columns = [] {
    return std::tuple{
        table_column{"conversion_name", required,
                     [](const auto& row) { return std::string_view(row.conversion_name); }},
        table_column{"day", required, [](const auto& row) { return row.day; }},
        table_column{"dimension", required, [](const auto& row) {
                         return journey_dimension_names[static_cast<std::size_t>(row.dimension)];
                     }}};
}();

}  // namespace detail

/// dda_transitions_daily, of transition_row.
inline constexpr std::tuple transitions = std::tuple_cat(
    detail::journey_columns,
    std::tuple{table_column{"kind", required,
                            [](const transition_row& row) {
                                return transition_kind_names[static_cast<std::size_t>(row.kind)];
                            }},
               table_column{"from_value", nullable,
                            [](const transition_row& row) { return std::string_view(row.from); }},
               table_column{"to_value", nullable,
                            [](const transition_row& row) { return std::string_view(row.to); }},
               table_column{"journeys", required,
                            [](const transition_row& row) { return row.journeys; }}});

/// dda_sets_daily, of journey_set_row.
inline constexpr std::tuple journey_sets = std::tuple_cat(
    detail::journey_columns,
    std::tuple{
        table_column{"currency", nullable,
                     [](const journey_set_row& row) { return std::string_view(row.currency); }},
        table_column{"members", required,
                     [](const journey_set_row& row) { return text_list{&row.members}; }},
        table_column{"journeys", required, [](const journey_set_row& row) { return row.journeys; }},
        table_column{"conversions", required,
                     [](const journey_set_row& row) { return row.conversions; }},
        table_column{"revenue", required,
                     [](const journey_set_row& row) { return six_decimals{row.revenue}; }}});

/// mart_paths, of path_mart_row.
inline constexpr std::tuple paths{
    table_column{"conversion_name", required,
                 [](const path_mart_row& row) { return std::string_view(row.conversion_name); }},
    table_column{"currency", nullable,
                 [](const path_mart_row& row) { return std::string_view(row.currency); }},
    table_column{"path", required, [](const path_mart_row& row) { return text_list{&row.path}; }},
    table_column{
        "length", required,
        [](const path_mart_row& row) { return static_cast<std::int64_t>(row.path.size()); }},
    table_column{"conversions", required, [](const path_mart_row& row) { return row.conversions; }},
    table_column{"revenue", required,
                 [](const path_mart_row& row) { return six_decimals{row.revenue}; }},
    table_column{"days", required, [](const path_mart_row& row) { return row.days; }}};

namespace detail {

template <std::uint64_t role_counts::*Count>
inline constexpr auto role_count =
    [](const role_row& row) { return static_cast<std::int64_t>(row.counts.*Count); };

}  // namespace detail

/// mart_roles, of role_row.
inline constexpr std::tuple roles{
    table_column{"conversion_name", required,
                 [](const role_row& row) { return std::string_view(row.conversion_name); }},
    table_column{"channel", required,
                 [](const role_row& row) { return std::string_view(row.channel); }},
    table_column{"first", required, detail::role_count<&role_counts::first>},
    table_column{"assisted", required, detail::role_count<&role_counts::assisted>},
    table_column{"last", required, detail::role_count<&role_counts::last>},
    table_column{"influenced", required, detail::role_count<&role_counts::influenced>},
    table_column{"early", required, detail::role_count<&role_counts::early>},
    table_column{"mid", required, detail::role_count<&role_counts::mid>},
    table_column{"late", required, detail::role_count<&role_counts::late>}};

/// mart_markov, of effect_row.
inline constexpr std::tuple markov{
    table_column{"conversion_name", required,
                 [](const effect_row& row) { return std::string_view(row.conversion_name); }},
    table_column{"dimension", required,
                 [](const effect_row& row) {
                     return journey_dimension_names[static_cast<std::size_t>(row.dimension)];
                 }},
    table_column{"currency", nullable,
                 [](const effect_row& row) { return std::string_view(row.currency); }},
    table_column{"value", nullable,
                 [](const effect_row& row) { return std::string_view(row.value); }},
    table_column{"removal_effect", required,
                 [](const effect_row& row) { return effect_number{row.removal_effect}; }},
    table_column{"conversions", required,
                 [](const effect_row& row) { return six_decimals{row.conversions}; }},
    table_column{"revenue", required,
                 [](const effect_row& row) { return six_decimals{row.revenue}; }}};

}  // namespace attrib::schema
