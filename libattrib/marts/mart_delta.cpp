#include <fmt/format.h>

#include <algorithm>
#include <libattrib/marts/detail/summed_table.hpp>
#include <libattrib/marts/mart_delta.hpp>
#include <libattrib/marts/row_copy.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <libattrib/postgres/copy_table.hpp>

namespace attrib {
namespace {

constexpr std::int16_t stored_conversion_fields = 8;

// What take_conversion takes, of rows `first` and `last`.
constexpr const char* stored_conversion_columns =
    "first.user_pseudo_id, first.conversion_timestamp, first.conversion_date, "
    "first.conversion_name, first.currency, first.revenue, first.touch_timestamp, "
    "last.touch_timestamp";

// Keys as a statement's rows.
constexpr const char* keys =
    "unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[]) as key (user_pseudo_id, "
    "name, since, until)";

constexpr const char* with_last_click =
    "cross join lateral (select min(touch_timestamp) as touch_timestamp from mart_last_click as "
    "same where same.user_pseudo_id = first.user_pseudo_id and same.conversion_timestamp = "
    "first.conversion_timestamp group by same.user_pseudo_id) as last";

constexpr const char* sessions_near_keys =
    "select near.* from {} cross join lateral (select * from int_sessions where user_pseudo_id = "
    "key.user_pseudo_id and session_start between key.since and key.until union all (select * from "
    "int_sessions where user_pseudo_id = key.user_pseudo_id and session_start < key.since order by "
    "session_start desc limit 1) union all (select * from int_sessions where user_pseudo_id = "
    "key.user_pseudo_id and session_start > key.until order by session_start limit 1)) as near";

// The same where users are spread over nodes, which take no limit for each key: all sessions of a
// user are read there.
constexpr const char* spread_sessions_near_keys =
    "select {1} from (select session.*, key.since, key.until, lag(session_start) over of_user as "
    "start_before, lead(session_start) over of_user as start_after from {0} join int_sessions as "
    "session on session.user_pseudo_id = key.user_pseudo_id window of_user as (partition by "
    "session.user_pseudo_id order by session_start)) as placed where session_start between since "
    "and until or (session_start < since and coalesce(start_after >= since, true)) or "
    "(session_start > until and coalesce(start_before <= until, true))";

std::string names_of_session_columns() {
    std::string names;
    std::apply(
        [&](const auto&... column) {
            ((names += (names.empty() ? "" : ", ") + std::string(column.name)), ...);
        },
        stored_session_columns);
    return names;
}

const detail::summed_table& daily_table() {
    static const detail::summed_table table(
        {.table = "mart_channel_daily",
         .keys = {"model", "conversion_date", "conversion_name", "currency", "channel"},
         .sums = {"conversions", "revenue"},
         .changes =
             "unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::text[], $6::numeric[], "
             "$7::numeric[]) as change (model, conversion_date, conversion_name, currency, "
             "channel, conversions, revenue)",
         .is_same =
             "total.conversion_date = change.conversion_date and total.model = change.model and "
             "total.conversion_name = change.conversion_name and total.currency is not distinct "
             "from change.currency and total.channel is not distinct from change.channel"});
    return table;
}

bool take_conversion(copy_decoder& rows, stored_conversion& out) {
    if (!rows.next_row(stored_conversion_fields)) return false;
    out.user_pseudo_id = rows.text();
    out.conversion_timestamp = rows.time();
    out.conversion_date = rows.day();
    out.conversion_name = rows.text();
    out.currency = rows.text();
    out.revenue = rows.amount().value_or(money{});
    for (auto& touch : out.touches) touch = rows.time_or_null();
    return true;
}

}  // namespace

std::map<std::string_view, std::vector<stored_conversion>> conversions_by_user(
    std::string_view rows) {
    std::map<std::string_view, std::vector<stored_conversion>> found;
    stored_conversion each;
    for (copy_decoder decoder(rows); take_conversion(decoder, each);)
        found[each.user_pseudo_id].push_back(each);
    return found;
}

void mart_delta::add_lookup(lookup_kind what, std::string_view user, std::string_view text,
                            std::optional<timestamp> from, std::optional<timestamp> to) {
    key_columns& columns = keys_of(what);
    columns.users.add().text(user);
    columns.texts.add().text_or_null(text);
    columns.since.add().time_or_null(from);
    columns.until.add().time_or_null(to);
}

binary_parameters mart_delta::parameters_of(const key_columns& columns) {
    return {{columns.users.binary(), columns.texts.binary(), columns.since.binary(),
             columns.until.binary()}};
}

std::string mart_delta::staged_like() {
    static const std::string query = fmt::format(
        "select staged.* from {0} join stg_ga4_events as staged on staged.user_pseudo_id = "
        "key.user_pseudo_id and staged.event_id = key.name union all "
        "select staged.* from {0} join stg_ga4_events as staged on staged.user_pseudo_id = "
        "key.user_pseudo_id and staged.event_timestamp = key.since and staged.event_id is null",
        keys);
    return on_.rows_prepared(query, parameters_of(keys_of(lookup_kind::copies)));
}

std::string mart_delta::conversions_of_transactions() {
    static const std::string query = fmt::format(
        "select mart.user_pseudo_id, mart.transaction_id, mart.conversion_name, "
        "mart.conversion_timestamp from {} join "
        "mart_first_click as mart on mart.user_pseudo_id = key.user_pseudo_id and "
        "mart.transaction_id = key.name",
        keys);
    return on_.rows_prepared(query, parameters_of(keys_of(lookup_kind::transaction)));
}

std::string mart_delta::sessions_near() {
    static const std::string query = fmt::format(sessions_near_keys, keys);
    static const std::string spread_query =
        fmt::format(spread_sessions_near_keys, keys, names_of_session_columns());
    return on_.rows_prepared(are_spread_ ? spread_query : query,
                             parameters_of(std::exchange(keys_of(lookup_kind::sessions), {})));
}

// Both click marts have the same conversions; of several at one moment, which share their
// touchpoints, either row of the other mart will do.
std::string mart_delta::conversions_touching(microseconds lookback) {
    return on_.rows_prepared(
        fmt::format("select {} from {} join mart_first_click as first on first.user_pseudo_id = "
                    "key.user_pseudo_id and first.conversion_timestamp between key.since and "
                    "key.until + interval '{} microseconds' {}",
                    stored_conversion_columns, keys, lookback.count(), with_last_click),
        parameters_of(keys_of(lookup_kind::credits)));
}

std::string mart_delta::conversions_of_users() {
    static const std::string query = fmt::format(
        "select {} from {} join mart_first_click as first on first.user_pseudo_id = "
        "key.user_pseudo_id {}",
        stored_conversion_columns, keys, with_last_click);
    return on_.rows_prepared(query, parameters_of(keys_of(lookup_kind::whole_user)));
}

std::string mart_delta::sessions_of_users() {
    static const std::string query = fmt::format(
        "select old.* from {} join int_sessions as old on old.user_pseudo_id = key.user_pseudo_id "
        "order by old.user_pseudo_id, old.session_start",
        keys);
    return on_.rows_prepared(query, parameters_of(keys_of(lookup_kind::whole_user)));
}

std::string mart_delta::staged_of_users() {
    static const std::string query = fmt::format(
        "select staged.* from {} join stg_ga4_events as staged on staged.user_pseudo_id = "
        "key.user_pseudo_id",
        keys);
    return on_.rows_prepared(query, parameters_of(keys_of(lookup_kind::whole_user)));
}

void mart_delta::add(const event& staged) {
    copy_encoder row(added_[static_cast<std::size_t>(table::stg_ga4_events)]);
    append_event_row(row, staged);
}

void mart_delta::add(const session_row& session) {
    copy_encoder row(added_[static_cast<std::size_t>(table::int_sessions)]);
    append_row(row, stored_session_columns, session);
}

void mart_delta::add(table mart, const credit_row& credit) {
    copy_encoder row(added_[static_cast<std::size_t>(mart)]);
    append_row(row, schema::credits, credit);
}

void mart_delta::grow(const session_row& session) {
    grown_.users.add().text(session.start.user_pseudo_id);
    grown_.starts.add().time(session.session_start());
    grown_.ends.add().time(session.session_end);
    grown_.events.add().integer(session.event_count);
    grown_.conversions.add().integer(session.conversions);
    grown_.channels.add().text(session.start.channel);
    grown_.sources.add().text_or_null(session.start.source);
    grown_.mediums.add().text_or_null(session.start.medium);
    grown_.campaigns.add().text_or_null(session.start.campaign);
    grown_.origins.add().time_or_null(session.origin_timestamp);
}

void mart_delta::remove_session(std::string_view user, timestamp start) {
    add_lookup(lookup_kind::gone_session, user, {}, start);
}

void mart_delta::update_credit(table mart, const credited_conversion& conversion,
                               const event* touch) {
    const auto place = std::ranges::find(click_marts, mart) - click_marts.begin();
    credit_columns& columns = credited_[static_cast<std::size_t>(place)];
    columns.users.add().text(conversion.user_pseudo_id);
    columns.conversions.add().time(conversion.conversion_timestamp);
    const event none;
    const event& credited = touch == nullptr ? none : *touch;
    columns.channels.add().text_or_null(credited.channel);
    columns.sources.add().text_or_null(credited.source);
    columns.mediums.add().text_or_null(credited.medium);
    columns.campaigns.add().text_or_null(credited.campaign);
    std::string session_id;
    if (touch != nullptr) append_session_id(session_id, *touch);
    columns.sessions.add().text_or_null(session_id);
    columns.touches.add().time_or_null(touch == nullptr ? std::optional<timestamp>()
                                                        : touch->event_timestamp);
}

void mart_delta::count(const credited_conversion& conversion, std::span<const credit_share> shares,
                       sign which) {
    for (const credit_share& each : shares) {
        daily_key where{each.model, conversion.conversion_date,
                        std::string(conversion.conversion_name), std::string(conversion.currency),
                        each.touch == nullptr ? std::string() : std::string(each.touch->channel)};
        const money_sum credit = each.credit;
        const money_sum revenue = each.revenue;
        if (which == sign::add)
            count(std::move(where), credit, revenue);
        else
            count(std::move(where), money_sum{} - credit, money_sum{} - revenue);
    }
}

void mart_delta::count(const daily_row& daily) {
    count({daily.model_place, daily.conversion_date, daily.conversion_name, daily.currency,
           daily.channel.value_or("")},
          daily.conversions, daily.revenue);
}

void mart_delta::count(daily_key where, const money_sum& conversions, const money_sum& revenue) {
    daily_change& change = daily_[std::move(where)];
    change.conversions += conversions;
    change.revenue += revenue;
}

std::optional<day_range> mart_delta::days() const {
    std::optional<day_range> days;
    for (const auto& [key, change] : daily_)
        if (!change.is_zero()) widen(days, std::get<calendar_day>(key));
    return days;
}

stored_users mart_delta::whole_users() {
    stored_users found;
    stored_sessions_ = sessions_of_users();
    for (copy_decoder row(stored_sessions_);
         row.next_row(field_count<decltype(stored_session_columns)>);) {
        const session_row session = take_session_row(row);
        found[session.start.user_pseudo_id].sessions.push_back(session);
    }
    stored_conversions_ = conversions_of_users();
    for (auto& [name, conversions] : conversions_by_user(stored_conversions_))
        found[name].conversions = conversions;
    return found;
}

std::optional<day_range> mart_delta::take_off(const stored_users& users,
                                              conversion_credits& credits) {
    std::optional<day_range> days;
    for (const auto& [name, user] : users) {
        credits.set_sessions(user.sessions);
        for (const stored_conversion& each : user.conversions) {
            widen(days, each.conversion_date);
            count(each, credits.shares_of(each), sign::remove);
        }
    }
    return days;
}

void mart_delta::remove_whole_users() {
    const binary_parameters users = parameters_of(keys_of(lookup_kind::whole_user));
    for (const table each : stored_tables)
        if (is_by_user(each))
            on_.run_prepared(fmt::format("delete from {} as old using {} where "
                                         "old.user_pseudo_id = key.user_pseudo_id",
                                         name_of(each), keys),
                             users);
}

void mart_delta::write() {
    const auto copy = [this](table which) {
        copy_rows(on_, std::string(name_of(which)), added_[static_cast<std::size_t>(which)]);
    };
    if (const key_columns& gone = keys_of(lookup_kind::gone_session); !gone.users.empty()) {
        static const std::string statement = fmt::format(
            "delete from int_sessions as old using {} where old.user_pseudo_id = "
            "key.user_pseudo_id and old.session_start = key.since",
            keys);
        on_.run_prepared(statement, parameters_of(gone));
    }
    if (!grown_.users.empty())
        on_.run_prepared(
            "update int_sessions as old set session_end = grown.session_end, event_count = "
            "grown.event_count, conversions = grown.conversions, channel = grown.channel, source = "
            "grown.source, medium = grown.medium, campaign = grown.campaign, origin_timestamp = "
            "grown.origin_timestamp from unnest($1::text[], $2::timestamptz[], $3::timestamptz[], "
            "$4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], "
            "$10::timestamptz[]) as grown (user_pseudo_id, session_start, session_end, "
            "event_count, conversions, channel, source, medium, campaign, origin_timestamp) where "
            "old.user_pseudo_id = grown.user_pseudo_id and old.session_start = grown.session_start",
            binary_parameters{{grown_.users.binary(), grown_.starts.binary(), grown_.ends.binary(),
                               grown_.events.binary(), grown_.conversions.binary(),
                               grown_.channels.binary(), grown_.sources.binary(),
                               grown_.mediums.binary(), grown_.campaigns.binary(),
                               grown_.origins.binary()}});
    copy(table::stg_ga4_events);
    copy(table::int_sessions);
    // Credits that move are not those that come.
    for (std::size_t i = 0; i < click_marts.size(); ++i) update_credits(i);
    for (const table mart : click_marts) copy(mart);
    write_daily();
}

void mart_delta::update_credits(std::size_t mart) {
    const credit_columns& moved = credited_[mart];
    if (moved.users.empty()) return;
    on_.run_prepared(
        fmt::format("update {} as old set channel = moved.channel, source = moved.source, medium = "
                    "moved.medium, campaign = moved.campaign, session_id = moved.session_id, "
                    "touch_timestamp = moved.start from unnest($1::text[], $2::timestamptz[], "
                    "$3::text[], $4::text[], $5::text[], $6::text[], $7::text[], "
                    "$8::timestamptz[]) as moved (user_pseudo_id, conversion, channel, source, "
                    "medium, campaign, session_id, start) where old.user_pseudo_id = "
                    "moved.user_pseudo_id and old.conversion_timestamp = moved.conversion",
                    name_of(click_marts[mart])),
        binary_parameters{{moved.users.binary(), moved.conversions.binary(),
                           moved.channels.binary(), moved.sources.binary(), moved.mediums.binary(),
                           moved.campaigns.binary(), moved.sessions.binary(),
                           moved.touches.binary()}});
}

void mart_delta::write_daily() {
    parameter_array models(element_type::text);
    parameter_array days(element_type::date);
    parameter_array names(element_type::text);
    parameter_array currencies(element_type::text);
    parameter_array channels(element_type::text);
    parameter_array conversions(element_type::numeric);
    parameter_array revenues(element_type::numeric);
    for (const auto& [key, change] : daily_) {
        const auto& [model, day, name, currency, channel] = key;
        if (change.is_zero()) continue;
        models.add().text(models_[model].name);
        days.add().day(day);
        names.add().text(name);
        currencies.add().text_or_null(currency);
        channels.add().text_or_null(channel);
        conversions.add().amount(change.conversions);
        revenues.add().amount(change.revenue);
    }
    if (models.empty()) return;
    daily_table().apply(
        on_, binary_parameters{{models.binary(), days.binary(), names.binary(), currencies.binary(),
                                channels.binary(), conversions.binary(), revenues.binary()}});
}

}  // namespace attrib
