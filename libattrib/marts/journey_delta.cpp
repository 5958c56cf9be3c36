#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/array_text.hpp>
#include <libattrib/marts/detail/summed_table.hpp>
#include <libattrib/marts/journey_delta.hpp>
#include <libattrib/postgres/copy_decoder.hpp>

namespace attrib {
namespace {

// A null journey never spans a conversion of its name. So nothing changes before the last
// conversion ahead of the change, nor after the first one whose lookback does not reach it;
// sessions are also the touchpoints of the former. Of sessions that are known nothing is read:
// their column is null. A session has no name.
constexpr const char* rest_of_users =
    "select key.user_pseudo_id, rest.at, rest.name, rest.value, rest.campaign, rest.revenue from "
    "unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], "
    "$5::timestamptz[]) as key (user_pseudo_id, first, last, earlier_than, later_than) cross join "
    "lateral (select case when bool_and(before.at is not null) then min(before.at) end as since, "
    "case when bool_and(after.at is not null) then max(after.at) end as until from "
    "unnest($6::text[]) as name left join lateral (select conversion_timestamp as at from "
    "mart_first_click as mart where mart.user_pseudo_id = key.user_pseudo_id and "
    "mart.conversion_name = name and mart.conversion_timestamp < key.first order by "
    "conversion_timestamp desc limit 1) as before on true left join lateral (select "
    "conversion_timestamp as at from mart_first_click as mart where mart.user_pseudo_id = "
    "key.user_pseudo_id and mart.conversion_name = name and mart.conversion_timestamp > key.last + "
    "interval '{0} microseconds' order by conversion_timestamp limit 1) as after on true) as "
    "bounds cross join lateral (select session_start as at, null::text as name, channel as value, "
    "campaign, null::numeric as revenue from int_sessions as session where session.user_pseudo_id "
    "= key.user_pseudo_id and session_start < key.earlier_than and session_start >= "
    "coalesce(bounds.since - interval '{0} microseconds', '-infinity') union all select "
    "session_start, null, channel, campaign, null from int_sessions as session where "
    "session.user_pseudo_id = key.user_pseudo_id and session_start > key.later_than and "
    "session_start <= coalesce(bounds.until, 'infinity') union all select conversion_timestamp, "
    "conversion_name, currency, null, revenue from mart_first_click as mart where "
    "mart.user_pseudo_id = key.user_pseudo_id and mart.conversion_timestamp >= "
    "coalesce(bounds.since, '-infinity') and mart.conversion_timestamp <= coalesce(bounds.until, "
    "'infinity')) as rest";

// The same where users are spread over nodes, which take no limit for each key: all sessions that
// are not known and all conversions. What does not change adds nothing to the difference.
constexpr const char* spread_rest_of_users =
    "select key.user_pseudo_id, session_start, null::text, channel, campaign, null::numeric from "
    "unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) as key (user_pseudo_id, "
    "earlier_than, later_than) join int_sessions as session on session.user_pseudo_id = "
    "key.user_pseudo_id where session_start < key.earlier_than or session_start > key.later_than "
    "union all select key.user_pseudo_id, conversion_timestamp, conversion_name, currency, null, "
    "revenue from unnest($1::text[]) as key (user_pseudo_id) join mart_first_click as mart on "
    "mart.user_pseudo_id = key.user_pseudo_id where conversion_name = any($4::text[])";

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

path_session journey_delta::path_of(const session_row& session) {
    const std::uint32_t channel = texts_.add(session.start.channel).id;
    return {session.session_start(), {channel, texts_.add(session.start.campaign).id}};
}

path_conversion journey_delta::path_of(timestamp when, std::string_view name,
                                       std::string_view currency, money revenue) {
    const auto place = std::ranges::find(names_, name) - names_.begin();
    return {when, static_cast<std::uint32_t>(place), texts_.add(currency).id, revenue};
}

void journey_delta::take_off(const stored_user& user) {
    user_history history;
    for (const session_row& each : user.sessions) history.sessions.push_back(path_of(each));
    for (const stored_conversion& each : user.conversions)
        history.conversions.push_back(
            path_of(each.conversion_timestamp, each.conversion_name, each.currency, each.revenue));
    count(history, -1);
}

void journey_delta::add(std::span<const transition_row> transitions,
                        std::span<const journey_set_row> sets) {
    const auto place_of = [&](const std::string& name) {
        return static_cast<std::uint32_t>(std::ranges::find(names_, name) - names_.begin());
    };
    for (const transition_row& row : transitions)
        change_.add(row, place_of(row.conversion_name), texts_);
    for (const journey_set_row& row : sets) change_.add(row, place_of(row.conversion_name), texts_);
}

journey_delta::changed_user_history journey_delta::histories_of(const changed_rows& rows) {
    changed_user_history user;
    for (const session_row& each : rows.before) user.before.sessions.push_back(path_of(each));
    for (const session_row& each : rows.changes.after) user.after.sessions.push_back(path_of(each));
    for (const added_event& each : rows.added)
        if (each.converts)
            user.after.conversions.push_back(path_of(each.what.event_timestamp,
                                                     each.what.event_name, each.what.currency,
                                                     each.what.event_value.value_or(money{})));
    return user;
}

void journey_delta::count(const changed_rows& rows) {
    const auto change = change_of_journeys(rows, lookback_);
    if (!change) return;
    changed_user_history user = histories_of(rows);
    const missing_sessions missing = missing_of(rows, *change, lookback_);
    const bool may_convert = std::ranges::any_of(
        rows.before, [](const session_row& each) { return each.conversions != 0; });
    if (!missing.are_earlier && !missing.are_later && !may_convert) return count(user);
    ask(rows, *change, missing);
    waiting_.emplace(rows.user, std::move(user));
}

void journey_delta::ask(const changed_rows& rows, const time_span& change,
                        const missing_sessions& missing) {
    const auto start_if = [](bool is_missing, const session_row& session) {
        return is_missing ? std::optional(session.session_start()) : std::nullopt;
    };
    asked_.users.add().text(rows.user);
    asked_.first.add().time(change.first);
    asked_.last.add().time(change.last);
    asked_.earlier_than.add().time_or_null(start_if(missing.are_earlier, rows.before.front()));
    asked_.later_than.add().time_or_null(start_if(missing.are_later, rows.before.back()));
}

std::string journey_delta::read_rest() {
    parameter_array names(element_type::text);
    for (const std::string& each : names_) names.add().text(each);
    if (are_spread_)
        return on_.rows_prepared(
            spread_rest_of_users,
            binary_parameters{{asked_.users.binary(), asked_.earlier_than.binary(),
                               asked_.later_than.binary(), names.binary()}});
    return on_.rows_prepared(fmt::format(rest_of_users, lookback_.count()),
                             binary_parameters{{asked_.users.binary(), asked_.first.binary(),
                                                asked_.last.binary(), asked_.earlier_than.binary(),
                                                asked_.later_than.binary(), names.binary()}});
}

void journey_delta::count_rest() {
    if (waiting_.empty()) return;
    const std::string rest = read_rest();
    constexpr std::int16_t fields = 6;
    for (copy_decoder row(rest); row.next_row(fields);) {
        changed_user_history& user = waiting_.find(row.text())->second;
        const timestamp at = row.time();
        const std::string_view name = row.text();
        const std::string_view value = row.text();
        const std::string_view campaign = row.text();
        const money revenue = row.amount().value_or(money{});
        for (user_history* const each : {&user.before, &user.after}) {
            if (name.empty())
                each->sessions.push_back({at, {texts_.add(value).id, texts_.add(campaign).id}});
            else
                each->conversions.push_back(path_of(at, name, value, revenue));
        }
    }
    for (auto& [name, user] : waiting_) count(user);
    waiting_.clear();
}

void journey_delta::count(changed_user_history& user) {
    count(user.before, -1);
    count(user.after, 1);
}

void journey_delta::count(user_history& user, int sign) {
    std::ranges::sort(user.sessions, {}, &path_session::start);
    std::ranges::sort(user.conversions, {}, &path_conversion::when);
    change_.add_user(user.sessions, user.conversions, names_.size(), lookback_, zone_, sign);
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
