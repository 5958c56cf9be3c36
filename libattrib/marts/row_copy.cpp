#include <algorithm>
#include <libattrib/ingest/event_copy.hpp>
#include <libattrib/marts/row_copy.hpp>
#include <libattrib/postgres/copy_table.hpp>
#include <vector>

namespace attrib {
namespace {

// Calls `use` with the columns of a table and one user's rows of it.
template <class Use>
void with_rows(table which, const user_rows& rows, const Use& use) {
    switch (which) {
        case table::int_sessions:
            return use(stored_session_columns, rows.sessions);
        case table::int_conversions:
            return use(schema::conversions, rows.conversions);
        case table::int_touchpoints:
            return use(schema::touchpoints, rows.touchpoints);
        case table::mart_attribution:
            return use(schema::attributions, rows.attributions);
        case table::mart_first_click:
        case table::mart_last_click:
            return use(schema::credits, rows.credits);
        case table::stg_ga4_events:      // of its own columns, see event_copy.hpp
        case table::mart_channel_daily:  // of no user
        case table::dda_transitions_daily:
        case table::dda_sets_daily:
        case table::mart_paths:  // of files only
        case table::mart_roles:
        case table::mart_markov:
            break;
    }
}

}  // namespace

std::int16_t fields_of(table which) {
    std::int16_t fields = staged_event_fields;
    with_rows(which, {}, [&](const auto& columns, const auto&) {
        fields = field_count<std::decay_t<decltype(columns)>>;
    });
    return fields;
}

void append_event_row(copy_encoder& row, const event& staged) {
    row.begin_row(staged_event_fields);
    append_staged_fields(row, staged);
}

void append_user_rows(table which, const user_rows& rows, std::string& out) {
    copy_encoder row(out);
    if (which == table::stg_ga4_events)
        for (const event& each : rows.events) append_event_row(row, each);
    with_rows(which, rows, [&](const auto& columns, const auto& of_table) {
        for (const auto& each : of_table) append_row(row, columns, each);
    });
}

void append_ordered_rows(table which, const user_rows& rows, std::string& out) {
    if (which != table::stg_ga4_events) return append_user_rows(which, rows, out);
    thread_local std::vector<const event*> by_identity;
    by_identity.clear();
    for (const event& each : rows.events) by_identity.push_back(&each);
    std::ranges::stable_sort(by_identity, [](const event* a, const event* b) {
        const bool is_named = !a->event_id.empty();
        if (is_named != !b->event_id.empty()) return is_named;  // nulls come last
        return a->event_id < b->event_id;
    });
    copy_encoder row(out);
    for (const event* each : by_identity) append_event_row(row, *each);
}

void append_summed_rows(table which, const summed_rows& rows, std::string& out) {
    copy_encoder row(out);
    const auto append = [&](const auto& columns, const auto& of_table) {
        for (const auto& each : of_table) append_row(row, columns, each);
    };
    if (which == table::mart_channel_daily) append(schema::daily, rows.daily);
    if (which == table::dda_transitions_daily) append(schema::transitions, rows.transitions);
    if (which == table::dda_sets_daily) append(schema::journey_sets, rows.sets);
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
