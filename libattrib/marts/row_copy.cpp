#include <libattrib/ingest/event_copy.hpp>
#include <libattrib/marts/row_copy.hpp>

namespace attrib {
namespace {

// The fields of a mart from channel to touch_timestamp.
void append_touchpoint(copy_encoder& row, const event& touch) {
    thread_local std::string id;
    id.clear();
    append_session_id(id, touch);
    row.text(touch.channel);
    row.text_or_null(touch.source);
    row.text_or_null(touch.medium);
    row.text_or_null(touch.campaign);
    row.text(id);
    row.time(touch.event_timestamp);
}

}  // namespace

void append_event_row(copy_encoder& row, const event& staged) {
    row.begin_row(staged_event_fields);
    append_staged_fields(row, staged);
}

void append_session_row(copy_encoder& row, const session_row& session) {
    const event& first = session.start;
    thread_local std::string id;
    id.clear();
    append_session_id(id, first);
    row.begin_row(session_fields);
    row.text(id);
    row.text(first.user_pseudo_id);
    row.time(session.session_start());
    row.time(session.session_end);
    row.integer(session.event_count);
    row.text(first.channel);
    row.text_or_null(first.source);
    row.text_or_null(first.medium);
    row.text_or_null(first.campaign);
    row.text_or_null(first.page_location);
    row.text_or_null(first.device_category);
    row.text_or_null(first.country);
    row.integer(session.conversions);
    row.time_or_null(session.origin_timestamp);
}

void append_credit_row(copy_encoder& row, const credit_row& credit) {
    const event& conversion = credit.conversion;
    thread_local std::string id;
    id.clear();
    append_conversion_id(id, conversion);
    row.begin_row(credit_fields);
    row.text(id);
    row.text(conversion.user_pseudo_id);
    row.time(conversion.event_timestamp);
    row.day(credit.conversion_date);
    row.text(conversion.event_name);
    row.amount(credit.revenue());
    row.text_or_null(conversion.currency);
    row.text_or_null(conversion.transaction_id);
    if (credit.touchpoint) return append_touchpoint(row, *credit.touchpoint);
    constexpr int touchpoint_fields = 6;
    for (int i = 0; i < touchpoint_fields; ++i) row.null();
}

void append_daily_row(copy_encoder& row, const daily_row& daily) {
    row.begin_row(daily_fields);
    row.text(name_of(daily.credited_by));
    row.day(daily.conversion_date);
    row.text(daily.conversion_name);
    row.text_or_null(daily.currency);
    row.text_or_null(daily.channel.value_or(""));
    row.integer(daily.conversions);
    row.amount(daily.revenue);
}

void append_user_rows(table which, const user_rows& rows, std::string& out) {
    copy_encoder row(out);
    for (const event& each : rows.events)
        if (which == table::stg_ga4_events) append_event_row(row, each);
    for (const session_row& each : rows.sessions)
        if (which == table::int_sessions) append_session_row(row, each);
    if (which != table::mart_first_click && which != table::mart_last_click) return;
    const model credited =
        which == table::mart_first_click ? model::first_click : model::last_click;
    for (const credit_row& each : rows.credits[static_cast<std::size_t>(credited)])
        append_credit_row(row, each);
}

session_row take_session_row(copy_decoder& row) {
    session_row taken;
    event& first = taken.start;
    static_cast<void>(row.text());  // session_id: user and start
    first.user_pseudo_id = row.text();
    first.event_timestamp = row.time();
    taken.session_end = row.time();
    taken.event_count = row.integer();
    first.channel = row.text();
    first.source = row.text();
    first.medium = row.text();
    first.campaign = row.text();
    first.page_location = row.text();
    first.device_category = row.text();
    first.country = row.text();
    taken.conversions = row.integer();
    taken.origin_timestamp = row.time_or_null();
    first.states_origin = taken.origin_timestamp.has_value();
    return taken;
}

}  // namespace attrib
