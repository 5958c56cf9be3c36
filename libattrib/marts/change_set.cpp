#include <fmt/format.h>

#include <algorithm>
#include <libattrib/marts/change_set.hpp>
#include <libattrib/marts/row_copy.hpp>
#include <libattrib/postgres/copy_stream.hpp>

namespace attrib {
namespace {

constexpr std::int16_t stored_credit_fields = 9;

// Keys as a statement's rows.
constexpr const char* keys =
    "unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[]) as key (user_pseudo_id, "
    "name, since, until)";

constexpr const char* daily_columns =
    "model, conversion_date, conversion_name, currency, channel, conversions, revenue";

constexpr const char* daily_changes =
    "unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::text[], $6::bigint[], "
    "$7::numeric[]) as change (model, conversion_date, conversion_name, currency, channel, "
    "conversions, revenue)";

constexpr const char* is_same_row = R"(
    total.conversion_date = change.conversion_date and total.model = change.model
    and total.conversion_name = change.conversion_name
    and total.currency is not distinct from change.currency
    and total.channel is not distinct from change.channel)";

std::string mart_of(model which) { return fmt::format("mart_{}", name_of(which)); }

}  // namespace

void change_set::want(wanted what, std::string_view user, std::string_view text,
                      std::optional<timestamp> from, std::optional<timestamp> to) {
    key_columns& columns = keys_of(what);
    columns.users.add().text(user);
    columns.texts.add().text_or_null(text);
    columns.since.add().time_or_null(from);
    columns.until.add().time_or_null(to);
}

binary_parameters change_set::parameters_of(const key_columns& columns) {
    return {{columns.users.binary(), columns.texts.binary(), columns.since.binary(),
             columns.until.binary()}};
}

std::string change_set::staged_like() {
    static const std::string query = fmt::format(
        "select staged.* from {0} join stg_ga4_events as staged on staged.user_pseudo_id = "
        "key.user_pseudo_id and staged.event_id = key.name union all "
        "select staged.* from {0} join stg_ga4_events as staged on staged.user_pseudo_id = "
        "key.user_pseudo_id and staged.event_timestamp = key.since and staged.event_id is null",
        keys);
    return on_.rows_prepared(query, parameters_of(keys_of(wanted::copies)));
}

std::string change_set::conversions_of_transactions() {
    static const std::string query = fmt::format(
        "select mart.user_pseudo_id, mart.transaction_id, mart.conversion_name, "
        "mart.conversion_timestamp from {} join "
        "mart_first_click as mart on mart.user_pseudo_id = key.user_pseudo_id and "
        "mart.transaction_id = key.name",
        keys);
    return on_.rows_prepared(query, parameters_of(keys_of(wanted::transaction)));
}

std::string change_set::sessions_near() {
    static const std::string query = fmt::format(
        "select near.* from {} cross join lateral (select * from int_sessions where "
        "user_pseudo_id = key.user_pseudo_id and session_start between key.since and key.until "
        "union all (select * from int_sessions where user_pseudo_id = key.user_pseudo_id and "
        "session_start < key.since order by session_start desc limit 1)) as near "
        "order by near.user_pseudo_id, near.session_start",
        keys);
    return on_.rows_prepared(query, parameters_of(keys_of(wanted::sessions)));
}

std::string change_set::credits_touching(microseconds lookback) {
    const auto part = [&](model which, const char* reaches) {
        return fmt::format(
            "select '{}', mart.user_pseudo_id, conversion_timestamp, conversion_date, "
            "conversion_name, currency, channel, revenue, touch_timestamp "
            "from {} join {} as mart on mart.user_pseudo_id = key.user_pseudo_id "
            "and conversion_timestamp between key.since and key.until + interval '{} microseconds' "
            "and (touch_timestamp is null or {})",
            name_of(which), keys, mart_of(which), lookback.count(), reaches);
    };
    return on_.rows_prepared(part(model::first_click, "touch_timestamp >= key.since") +
                                 " union all " +
                                 part(model::last_click, "touch_timestamp <= key.until"),
                             parameters_of(keys_of(wanted::credits)));
}

std::string change_set::staged_of_users() {
    static const std::string query = fmt::format(
        "select staged.* from {} join stg_ga4_events as staged on staged.user_pseudo_id = "
        "key.user_pseudo_id",
        keys);
    return on_.rows_prepared(query, parameters_of(keys_of(wanted::whole_user)));
}

bool change_set::take_credit(copy_decoder& rows, stored_credit& out) {
    if (!rows.next_row(stored_credit_fields)) return false;
    out.credited_by =
        rows.text() == name_of(model::first_click) ? model::first_click : model::last_click;
    out.user_pseudo_id = rows.text();
    out.conversion_timestamp = rows.time();
    daily_row& daily = out.daily;
    daily.credited_by = out.credited_by;
    daily.conversion_date = rows.day();
    daily.conversion_name = rows.text();
    daily.currency = rows.text();
    const std::string_view channel = rows.text();
    daily.channel.reset();
    daily.conversions = 1;
    daily.revenue = rows.amount().value_or(money{});
    out.touch = rows.time_or_null();
    if (out.touch) daily.channel = channel;
    return true;
}

void change_set::add(const event& staged) {
    copy_encoder row(added_[static_cast<std::size_t>(table::stg_ga4_events)]);
    append_event_row(row, staged);
}

void change_set::add(const session_row& session) {
    copy_encoder row(added_[static_cast<std::size_t>(table::int_sessions)]);
    append_session_row(row, session);
}

void change_set::add(model which, const credit_row& credit) {
    const table mart =
        which == model::first_click ? table::mart_first_click : table::mart_last_click;
    copy_encoder row(added_[static_cast<std::size_t>(mart)]);
    append_credit_row(row, credit);
    const event& conversion = credit.conversion;
    count({which, credit.conversion_date, std::string(conversion.event_name),
           std::string(conversion.currency),
           credit.touchpoint ? std::string(credit.touchpoint->channel) : std::string()},
          1, credit.revenue(), 1);
}

void change_set::grow(const session_row& session) {
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

void change_set::remove_session(std::string_view user, timestamp start) {
    want(wanted::gone_session, user, {}, start);
}

void change_set::credit_anew(const stored_credit& credit, const event* touch) {
    credit_columns& columns = credited_[static_cast<std::size_t>(credit.credited_by)];
    columns.users.add().text(credit.user_pseudo_id);
    columns.conversions.add().time(credit.conversion_timestamp);
    columns.touches.add().time_or_null(touch == nullptr ? std::optional<timestamp>()
                                                        : touch->event_timestamp);
    const daily_row& daily = credit.daily;
    count_daily(daily, -1);
    count({daily.credited_by, daily.conversion_date, daily.conversion_name, daily.currency,
           touch == nullptr ? std::string() : std::string(touch->channel)},
          daily.conversions, daily.revenue, 1);
}

void change_set::count_daily(const daily_row& daily, std::int64_t sign) {
    count({daily.credited_by, daily.conversion_date, daily.conversion_name, daily.currency,
           daily.channel ? *daily.channel : std::string()},
          daily.conversions, daily.revenue, sign);
}

void change_set::count(daily_key where, std::int64_t conversions, const money_sum& revenue,
                       std::int64_t sign) {
    const calendar_day day = std::get<calendar_day>(where);
    if (!days_) days_.emplace(day, day);
    days_->first = std::min(days_->first, day);
    days_->second = std::max(days_->second, day);
    daily_change& change = daily_[std::move(where)];
    change.conversions += sign * conversions;
    if (sign > 0)
        change.revenue += revenue;
    else
        change.revenue -= revenue;
}

void change_set::remove_whole_users() {
    const binary_parameters users = parameters_of(keys_of(wanted::whole_user));
    for (const table each : {table::stg_ga4_events, table::int_sessions})
        on_.run_prepared(fmt::format("delete from {} as old using {} where old.user_pseudo_id = "
                                     "key.user_pseudo_id",
                                     name_of(each), keys),
                         users);
    for (const model which : {model::first_click, model::last_click}) {
        const std::string gone = on_.rows_prepared(
            fmt::format("delete from {} as old using {} where old.user_pseudo_id = "
                        "key.user_pseudo_id returning conversion_date, conversion_name, currency, "
                        "channel, revenue",
                        mart_of(which), keys),
            users);
        constexpr std::int16_t fields = 5;
        for (copy_decoder row(gone); row.next_row(fields);) {
            const calendar_day day = row.day();
            std::string name(row.text());
            std::string currency(row.text());
            std::string channel(row.text());
            count({which, day, std::move(name), std::move(currency), std::move(channel)}, 1,
                  row.amount().value_or(money{}), -1);
        }
    }
}

void change_set::write() {
    const auto copy = [this](table which) {
        copy_rows(on_, std::string(name_of(which)), added_[static_cast<std::size_t>(which)]);
    };
    if (const key_columns& gone = keys_of(wanted::gone_session); !gone.users.empty()) {
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
    // Credits that move see the sessions as they are now, and not the credits that come.
    for (const model which : {model::first_click, model::last_click}) update_credits(which);
    copy(table::mart_first_click);
    copy(table::mart_last_click);
    write_daily();
}

void change_set::update_credits(model which) {
    const credit_columns& moved = credited_[static_cast<std::size_t>(which)];
    if (moved.users.empty()) return;
    on_.run_prepared(
        fmt::format("update {} as old set channel = touch.channel, source = touch.source, medium = "
                    "touch.medium, campaign = touch.campaign, session_id = touch.session_id, "
                    "touch_timestamp = touch.session_start from unnest($1::text[], "
                    "$2::timestamptz[], $3::timestamptz[]) as moved (user_pseudo_id, conversion, "
                    "start) left join int_sessions as touch on touch.user_pseudo_id = "
                    "moved.user_pseudo_id and touch.session_start = moved.start where "
                    "old.user_pseudo_id = moved.user_pseudo_id and old.conversion_timestamp = "
                    "moved.conversion",
                    mart_of(which)),
        binary_parameters{
            {moved.users.binary(), moved.conversions.binary(), moved.touches.binary()}});
}

void change_set::write_daily() {
    parameter_array models(element_type::text);
    parameter_array days(element_type::date);
    parameter_array names(element_type::text);
    parameter_array currencies(element_type::text);
    parameter_array channels(element_type::text);
    parameter_array conversions(element_type::bigint);
    parameter_array revenues(element_type::numeric);
    for (const auto& [key, change] : daily_) {
        const auto& [credited_by, day, name, currency, channel] = key;
        if (change.conversions == 0 && change.revenue == money_sum{}) continue;
        models.add().text(name_of(credited_by));
        days.add().day(day);
        names.add().text(name);
        currencies.add().text_or_null(currency);
        channels.add().text_or_null(channel);
        conversions.add().integer(change.conversions);
        revenues.add().amount(change.revenue);
    }
    if (models.empty()) return;
    const binary_parameters changes{{models.binary(), days.binary(), names.binary(),
                                     currencies.binary(), channels.binary(), conversions.binary(),
                                     revenues.binary()}};
    static const std::string update = fmt::format(
        "update mart_channel_daily as total set conversions = total.conversions + "
        "change.conversions, revenue = total.revenue + change.revenue from {} where {}",
        daily_changes, is_same_row);
    static const std::string insert = fmt::format(
        "insert into mart_channel_daily ({0}) select {0} from {1} where not exists (select from "
        "mart_channel_daily as total where {2})",
        daily_columns, daily_changes, is_same_row);
    static const std::string clean = fmt::format(
        "delete from mart_channel_daily as total using {} where total.conversions = 0 and {}",
        daily_changes, is_same_row);
    on_.run_prepared(update, changes);
    on_.run_prepared(insert, changes);
    on_.run_prepared(clean, changes);
}

}  // namespace attrib
