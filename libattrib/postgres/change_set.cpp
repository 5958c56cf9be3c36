#include <fmt/format.h>

#include <libattrib/core/error.hpp>
#include <libattrib/postgres/change_set.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <libattrib/postgres/row_copy.hpp>

namespace attrib {
namespace {

constexpr std::int16_t key_fields = 5;
constexpr std::int16_t change_fields = 8;
constexpr std::int16_t touch_fields = 9;
constexpr std::int16_t stored_credit_fields = 9;

// Filled and emptied with every transaction.
constexpr const char* temporary_tables = R"(
    set jit = off;
    create temporary table if not exists attrib_keys (
        kind bigint not null, user_pseudo_id text collate "C" not null, name text collate "C",
        since timestamptz, until timestamptz) on commit delete rows;
    create temporary table if not exists attrib_sessions (like public.int_sessions)
        on commit delete rows;
    create temporary table if not exists attrib_touches (
        model text collate "C" not null, user_pseudo_id text collate "C" not null,
        conversion_timestamp timestamptz not null, channel text collate "C",
        source text collate "C", medium text collate "C", campaign text collate "C",
        session_id text collate "C", touch_timestamp timestamptz) on commit delete rows;
    create temporary table if not exists attrib_daily (
        model text collate "C" not null, conversion_date date not null,
        conversion_name text collate "C" not null, currency text collate "C",
        channel text collate "C", conversions bigint not null, revenue numeric not null,
        sign bigint not null) on commit delete rows)";

constexpr const char* daily_columns =
    "model, conversion_date, conversion_name, currency, channel, conversions, revenue";

// What attrib_daily adds up to.
constexpr const char* daily_sums = R"((
    select model, conversion_date, conversion_name, currency, channel,
        sum(sign * conversions)::bigint as conversions, sum(sign * revenue) as revenue
    from attrib_daily group by 1, 2, 3, 4, 5
    having sum(sign * conversions) <> 0 or sum(sign * revenue) <> 0))";

constexpr const char* is_same_row = R"(
    total.conversion_date = change.conversion_date and total.model = change.model
    and total.conversion_name = change.conversion_name
    and total.currency is not distinct from change.currency
    and total.channel is not distinct from change.channel)";

std::string mart_of(model which) { return fmt::format("mart_{}", name_of(which)); }

void append_model_row(copy_encoder& row, const stored_credit& credit, std::int16_t fields) {
    row.begin_row(fields);
    row.text(name_of(credit.credited_by));
    row.text(credit.user_pseudo_id);
    row.time(credit.conversion_timestamp);
}

}  // namespace

void change_set::prepare(connection& on) { on.run(temporary_tables); }

void change_set::want(wanted what, std::string_view user, std::string_view text,
                      std::optional<timestamp> from, std::optional<timestamp> to) {
    copy_encoder row(keys_);
    row.begin_row(key_fields);
    row.integer(static_cast<std::int64_t>(what));
    row.text(user);
    row.text_or_null(text);
    for (const auto& time : {from, to}) {
        if (time)
            row.time(*time);
        else
            row.null();
    }
}

void change_set::send_keys() {
    copy_rows(on_, "attrib_keys", keys_);
    keys_.clear();
}

std::string change_set::staged_like() {
    send_keys();
    return on_.rows_prepared(
        fmt::format("select staged.* from attrib_keys as key join stg_ga4_events as staged on "
                    "staged.user_pseudo_id = key.user_pseudo_id and staged.event_id = key.name "
                    "where key.kind = {} union all "
                    "select staged.* from attrib_keys as key join stg_ga4_events as staged on "
                    "staged.user_pseudo_id = key.user_pseudo_id and staged.event_timestamp = "
                    "key.since and staged.event_id is null where key.kind = {}",
                    static_cast<int>(wanted::event_id), static_cast<int>(wanted::moment)));
}

std::string change_set::conversions_of_transactions() {
    send_keys();
    return on_.rows_prepared(
        fmt::format("select mart.user_pseudo_id, mart.transaction_id, mart.conversion_timestamp "
                    "from attrib_keys as key join mart_first_click as mart on mart.user_pseudo_id "
                    "= key.user_pseudo_id and mart.transaction_id = key.name where key.kind = {}",
                    static_cast<int>(wanted::transaction)));
}

std::string change_set::sessions_near() {
    send_keys();
    return on_.rows_prepared(
        fmt::format("select near.* from attrib_keys as key cross join lateral ("
                    "select * from int_sessions where user_pseudo_id = key.user_pseudo_id and "
                    "session_start between key.since and key.until union all "
                    "(select * from int_sessions where user_pseudo_id = key.user_pseudo_id and "
                    "session_start < key.since order by session_start desc limit 1)) as near "
                    "where key.kind = {} order by near.user_pseudo_id, near.session_start",
                    static_cast<int>(wanted::sessions)));
}

std::string change_set::credits_touching(microseconds lookback) {
    send_keys();
    const auto part = [&](model which, const char* reaches) {
        return fmt::format(
            "select '{}', mart.user_pseudo_id, conversion_timestamp, conversion_date, "
            "conversion_name, currency, channel, revenue, touch_timestamp "
            "from attrib_keys as key join {} as mart on mart.user_pseudo_id = key.user_pseudo_id "
            "and conversion_timestamp between key.since and key.until + interval '{} microseconds' "
            "and (touch_timestamp is null or {}) where key.kind = {}",
            name_of(which), mart_of(which), lookback.count(), reaches,
            static_cast<int>(wanted::credits));
    };
    return on_.rows_prepared(part(model::first_click, "touch_timestamp >= key.since") +
                             " union all " +
                             part(model::last_click, "touch_timestamp <= key.until"));
}

std::string change_set::staged_of_users() {
    send_keys();
    return copy_all(
        on_, fmt::format("select staged.* from attrib_keys as key join stg_ga4_events as staged on "
                         "staged.user_pseudo_id = key.user_pseudo_id where key.kind = {}",
                         static_cast<int>(wanted::whole_user)));
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
    daily_row daily{which,
                    credit.conversion_date,
                    std::string(conversion.event_name),
                    std::string(conversion.currency),
                    {},
                    1,
                    credit.revenue()};
    if (credit.touchpoint) daily.channel = credit.touchpoint->channel;
    count_daily(daily, 1);
}

void change_set::grow(const session_row& session) {
    copy_encoder row(grown_);
    append_session_row(row, session);
}

void change_set::remove_session(std::string_view user, timestamp start) {
    want(wanted::gone_session, user, {}, start);
    is_removing_ = true;
}

void change_set::credit_anew(const stored_credit& credit, const event* touch) {
    copy_encoder row(credited_);
    append_model_row(row, credit, touch_fields);
    daily_row daily = credit.daily;
    count_daily(daily, -1);
    if (touch == nullptr) {
        daily.channel.reset();
        constexpr int touchpoint_fields = 6;
        for (int i = 0; i < touchpoint_fields; ++i) row.null();
    } else {
        daily.channel = touch->channel;
        append_touchpoint(row, *touch);
    }
    count_daily(daily, 1);
}

void change_set::count_daily(const daily_row& daily, std::int64_t sign) {
    copy_encoder row(daily_);
    append_daily_fields(row, change_fields, daily);
    row.integer(sign);
}

void change_set::remove_whole_users() {
    const auto kind = static_cast<int>(wanted::whole_user);
    for (const model which : {model::first_click, model::last_click})
        on_.run_prepared(fmt::format(
            "insert into attrib_daily select '{}', conversion_date, conversion_name, currency, "
            "channel, 1, revenue, -1 from attrib_keys as key join {} as mart on "
            "mart.user_pseudo_id = key.user_pseudo_id where key.kind = {}",
            name_of(which), mart_of(which), kind));
    for (const table each : {table::stg_ga4_events, table::int_sessions, table::mart_first_click,
                             table::mart_last_click})
        on_.run_prepared(
            fmt::format("delete from {} as old using attrib_keys as key where key.kind = {} "
                        "and old.user_pseudo_id = key.user_pseudo_id",
                        name_of(each), kind));
}

void change_set::write() {
    send_keys();
    if (is_removing_)
        on_.run_prepared(
            fmt::format("delete from int_sessions as old using attrib_keys as key where "
                        "key.kind = {} and old.user_pseudo_id = key.user_pseudo_id and "
                        "old.session_start = key.since",
                        static_cast<int>(wanted::gone_session)));
    if (!grown_.empty()) {
        copy_rows(on_, "attrib_sessions", grown_);
        on_.run_prepared(
            "update int_sessions as old set session_end = grown.session_end, event_count = "
            "grown.event_count, conversions = grown.conversions from attrib_sessions as grown "
            "where old.user_pseudo_id = grown.user_pseudo_id and old.session_start = "
            "grown.session_start");
    }
    if (!credited_.empty()) {
        copy_rows(on_, "attrib_touches", credited_);
        for (const model which : {model::first_click, model::last_click})
            on_.run_prepared(fmt::format(
                "update {} as old set channel = touch.channel, source = touch.source, medium = "
                "touch.medium, campaign = touch.campaign, session_id = touch.session_id, "
                "touch_timestamp = touch.touch_timestamp from attrib_touches as touch where "
                "touch.model = '{}' and old.user_pseudo_id = touch.user_pseudo_id and "
                "old.conversion_timestamp = touch.conversion_timestamp",
                mart_of(which), name_of(which)));
    }
    for (const table each : all_tables)
        copy_rows(on_, std::string(name_of(each)), added_[static_cast<std::size_t>(each)]);
    copy_rows(on_, "attrib_daily", daily_);
    write_daily();
}

void change_set::write_daily() {
    if (!on_.run_prepared("select exists (select from attrib_daily)").boolean(0, 0)) return;
    on_.run_prepared(
        fmt::format("update mart_channel_daily as total set conversions = total.conversions + "
                    "change.conversions, revenue = total.revenue + change.revenue from {} as "
                    "change where {}",
                    daily_sums, is_same_row));
    on_.run_prepared(
        fmt::format("insert into mart_channel_daily ({0}) select {0} from {1} as change where "
                    "not exists (select from mart_channel_daily as total where {2})",
                    daily_columns, daily_sums, is_same_row));
    on_.run_prepared(
        "delete from mart_channel_daily where conversions = 0 and conversion_date in (select "
        "conversion_date from attrib_daily)");
    const query_result over = on_.run_prepared(
        "select conversion_date from mart_channel_daily where conversion_date in (select "
        "conversion_date from attrib_daily) and revenue not between -9223372036854.775808 and "
        "9223372036854.775807 limit 1");
    if (over.rows() != 0)
        throw failure(errc::overflow,
                      fmt::format("mart_channel_daily: the revenue of {} does not fit 64 bits of "
                                  "millionths (9223372036854.775807)",
                                  over.text(0, 0)));
}

std::optional<std::pair<calendar_day, calendar_day>> change_set::days() {
    const query_result found =
        on_.run_prepared("select min(conversion_date), max(conversion_date) from attrib_daily");
    std::pair<calendar_day, calendar_day> range;
    if (!parse_day(found.text(0, 0), range.first) || !parse_day(found.text(0, 1), range.second))
        return std::nullopt;
    return range;
}

}  // namespace attrib
