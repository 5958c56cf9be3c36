#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/array_text.hpp>
#include <libattrib/marts/detail/summed_table.hpp>
#include <libattrib/marts/journey_delta.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <map>

namespace attrib {
namespace {

// A null journey never spans a conversion of its name. So nothing changes before the last
// conversion ahead of the change, nor after the first one whose lookback does not reach it.
constexpr const char* bounds_of_users =
    "select key.user_pseudo_id, bounds.since, bounds.until from unnest($1::text[], "
    "$2::timestamptz[], $3::timestamptz[]) as key (user_pseudo_id, first, last) cross join lateral "
    "(select case when bool_and(before.at is not null) then min(before.at) end as since, case when "
    "bool_and(after.at is not null) then max(after.at) end as until from unnest($4::text[]) as "
    "name left join lateral (select conversion_timestamp as at from mart_first_click as mart where "
    "mart.user_pseudo_id = key.user_pseudo_id and mart.conversion_name = name and "
    "mart.conversion_timestamp < key.first order by conversion_timestamp desc limit 1) as before "
    "on true left join lateral (select conversion_timestamp as at from mart_first_click as mart "
    "where mart.user_pseudo_id = key.user_pseudo_id and mart.conversion_name = name and "
    "mart.conversion_timestamp > key.last + interval '{} microseconds' order by "
    "conversion_timestamp limit 1) as after on true) as bounds";

constexpr const char* bounded_keys =
    "unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) as key (user_pseudo_id, since, "
    "until)";

// Also the touchpoints of the first conversion.
constexpr const char* sessions_of_users =
    "select session.user_pseudo_id, session.session_start, session.channel, session.campaign from "
    "{} join int_sessions as session on session.user_pseudo_id = key.user_pseudo_id and "
    "session.session_start >= coalesce(key.since - interval '{} microseconds', '-infinity') and "
    "session.session_start <= coalesce(key.until, 'infinity') order by session.user_pseudo_id, "
    "session.session_start";

constexpr const char* conversions_of_users =
    "select mart.user_pseudo_id, mart.conversion_timestamp, mart.conversion_name, mart.currency, "
    "mart.revenue from {} join mart_first_click as mart on mart.user_pseudo_id = "
    "key.user_pseudo_id and mart.conversion_timestamp >= coalesce(key.since, '-infinity') and "
    "mart.conversion_timestamp <= coalesce(key.until, 'infinity') order by mart.user_pseudo_id, "
    "mart.conversion_timestamp";

// A user's rows as journeys see them.
struct user_history {
    std::vector<path_session> sessions;
    std::vector<path_conversion> conversions;
};

const detail::summed_table& transitions_table() {
    static const detail::summed_table table(
        {.table = "dda_transitions_daily",
         .keys = {"conversion_name", "day", "dimension", "kind", "from_value", "to_value"},
         .sums = {"journeys"},
         .changes =
             "unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::text[], $6::text[], "
             "$7::bigint[]) as change (conversion_name, day, dimension, kind, from_value, "
             "to_value, journeys)",
         .is_same =
             "total.day = change.day and hashtextextended(coalesce(total.from_value, ''), "
             "hashtextextended(coalesce(total.to_value, ''), 0)) = "
             "hashtextextended(coalesce(change.from_value, ''), "
             "hashtextextended(coalesce(change.to_value, ''), 0)) and total.conversion_name = "
             "change.conversion_name and total.dimension = change.dimension and total.kind = "
             "change.kind and total.from_value is not distinct from change.from_value and "
             "total.to_value is not distinct from change.to_value"});
    return table;
}

// Arrays of arrays must all be of one length: sets come as texts.
const detail::summed_table& sets_table() {
    static const detail::summed_table table(
        {.table = "dda_sets_daily",
         .keys = {"conversion_name", "day", "dimension", "currency", "members"},
         .sums = {"journeys", "conversions", "revenue"},
         .changes =
             "(select conversion_name, day, dimension, currency, members::text[], journeys, "
             "conversions, revenue from unnest($1::text[], $2::date[], $3::text[], $4::text[], "
             "$5::text[], $6::bigint[], $7::bigint[], $8::numeric[]) as given (conversion_name, "
             "day, dimension, currency, members, journeys, conversions, revenue)) as change",
         .is_same =
             "total.day = change.day and hash_array_extended(total.members, 0) = "
             "hash_array_extended(change.members, 0) and total.conversion_name = "
             "change.conversion_name and total.dimension = change.dimension and total.currency is "
             "not distinct from change.currency and total.members = change.members"});
    return table;
}

}  // namespace

void journey_delta::add_user(std::string_view user, const std::optional<span_of_change>& when) {
    users_.add().text(user);
    first_.add().time_or_null(when ? std::optional(when->first) : std::nullopt);
    last_.add().time_or_null(when ? std::optional(when->last) : std::nullopt);
}

void journey_delta::take_off() {
    find_bounds();
    count(-1);
}

void journey_delta::find_bounds() {
    if (users_.empty()) return;
    parameter_array names(element_type::text);
    for (const std::string& each : names_) names.add().text(each);
    const std::string bounds = on_.rows_prepared(
        fmt::format(bounds_of_users, lookback_.count()),
        binary_parameters{{users_.binary(), first_.binary(), last_.binary(), names.binary()}});
    for (copy_decoder row(bounds); row.next_row(3);) {
        bounded_users_.add().text(row.text());
        since_.add().time_or_null(row.time_or_null());
        until_.add().time_or_null(row.time_or_null());
    }
}

void journey_delta::count(int sign) {
    if (bounded_users_.empty()) return;
    std::map<std::string, user_history, std::less<>> histories;
    const auto history_of = [&](std::string_view user) -> user_history& {
        const auto found = histories.find(user);
        return found != histories.end() ? found->second : histories[std::string(user)];
    };
    const binary_parameters users{{bounded_users_.binary(), since_.binary(), until_.binary()}};
    const std::string sessions =
        on_.rows_prepared(fmt::format(sessions_of_users, bounded_keys, lookback_.count()), users);
    for (copy_decoder row(sessions); row.next_row(4);) {
        user_history& history = history_of(row.text());
        const timestamp start = row.time();
        const std::uint32_t channel = texts_.add(row.text()).id;
        history.sessions.push_back({start, {channel, texts_.add(row.text()).id}});
    }
    const std::string conversions =
        on_.rows_prepared(fmt::format(conversions_of_users, bounded_keys), users);
    for (copy_decoder row(conversions); row.next_row(5);) {
        user_history& history = history_of(row.text());
        path_conversion& each = history.conversions.emplace_back();
        each.when = row.time();
        each.name =
            static_cast<std::uint32_t>(std::ranges::find(names_, row.text()) - names_.begin());
        each.currency = texts_.add(row.text()).id;
        each.revenue = row.amount().value_or(money{});
    }
    for (const auto& [user, history] : histories)
        change_.add_user(history.sessions, history.conversions, names_.size(), lookback_, zone_,
                         sign);
}

void journey_delta::write_transitions() {
    parameter_array names(element_type::text);
    parameter_array days(element_type::date);
    parameter_array dimensions(element_type::text);
    parameter_array kinds(element_type::text);
    parameter_array from(element_type::text);
    parameter_array to(element_type::text);
    parameter_array journeys(element_type::bigint);
    for (const transition_row& row : change_.transitions(names_, texts_)) {
        names.add().text(row.conversion_name);
        days.add().day(row.day);
        dimensions.add().text(journey_dimension_names[static_cast<std::size_t>(row.dimension)]);
        kinds.add().text(transition_kind_names[static_cast<std::size_t>(row.kind)]);
        from.add().text_or_null(row.from);
        to.add().text_or_null(row.to);
        journeys.add().integer(row.journeys);
    }
    if (names.empty()) return;
    transitions_table().apply(
        on_, binary_parameters{{names.binary(), days.binary(), dimensions.binary(), kinds.binary(),
                                from.binary(), to.binary(), journeys.binary()}});
}

void journey_delta::write_sets() {
    parameter_array names(element_type::text);
    parameter_array days(element_type::date);
    parameter_array dimensions(element_type::text);
    parameter_array currencies(element_type::text);
    parameter_array members(element_type::text);
    parameter_array journeys(element_type::bigint);
    parameter_array conversions(element_type::bigint);
    parameter_array revenues(element_type::numeric);
    for (const journey_set_row& row : change_.sets(names_, texts_)) {
        names.add().text(row.conversion_name);
        days.add().day(row.day);
        dimensions.add().text(journey_dimension_names[static_cast<std::size_t>(row.dimension)]);
        currencies.add().text_or_null(row.currency);
        members.add().text(nullable_array_text(row.members));
        journeys.add().integer(row.journeys);
        conversions.add().integer(row.conversions);
        revenues.add().amount(row.revenue);
    }
    if (names.empty()) return;
    sets_table().apply(on_,
                       binary_parameters{{names.binary(), days.binary(), dimensions.binary(),
                                          currencies.binary(), members.binary(), journeys.binary(),
                                          conversions.binary(), revenues.binary()}});
}

void journey_delta::write() {
    write_transitions();
    write_sets();
}

}  // namespace attrib
