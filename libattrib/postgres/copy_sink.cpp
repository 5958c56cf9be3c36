#include <libattrib/postgres/copy_sink.hpp>

#include <fmt/format.h>

#include <libattrib/postgres/copy_stream.hpp>
#include <libattrib/postgres/distribution.hpp>
#include <libattrib/postgres/event_copy.hpp>

namespace attrib {
namespace {

constexpr std::size_t pieces_waiting = 16;
constexpr std::int16_t session_fields = 13;
constexpr std::int16_t credit_fields = 14;
constexpr std::int16_t daily_fields = 7;

// The index of each table: what follows its name, and its columns (migrations/0001_tables.sql).
struct table_index {
    const char* suffix;
    const char* columns;
};
constexpr std::array<table_index, table_count> indexes{{
    {"_user", "user_pseudo_id, event_timestamp"},
    {"_user", "user_pseudo_id, session_start"},
    {"_user", "user_pseudo_id, conversion_timestamp"},
    {"_user", "user_pseudo_id, conversion_timestamp"},
    {"_date", "conversion_date"},
}};

void encode_row(copy_encoder& row, const event& staged) {
    row.begin_row(column_count);
    append_event_fields(row, staged);
}

void encode_row(copy_encoder& row, const session_row& session, std::string& id) {
    const event& first = session.first_event;
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
}

void encode_touchpoint(copy_encoder& row, const event& touch, std::string& id) {
    id.clear();
    append_session_id(id, touch);
    row.text(touch.channel);
    row.text_or_null(touch.source);
    row.text_or_null(touch.medium);
    row.text_or_null(touch.campaign);
    row.text(id);
    row.time(touch.event_timestamp);
}

void encode_row(copy_encoder& row, const credit_row& credit, std::string& id) {
    const event& conversion = credit.conversion;
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
    if (credit.touchpoint) return encode_touchpoint(row, *credit.touchpoint, id);
    constexpr int touchpoint_fields = 6;
    for (int i = 0; i < touchpoint_fields; ++i) row.null();
}

// One transaction makes the table and fills it: then COPY may freeze rows, and needs no log where
// wal_level is minimal.
void fill(const std::string& database, const std::string& schema, table which,
          bounded_queue<std::string>& pieces) {
    const std::string next = fmt::format("{}.{}__next", schema, name_of(which));
    connection on(database);
    on.run("drop table if exists " + next);
    transaction work(on);
    on.run(fmt::format("create table {} (like public.{})", next, name_of(which)));
    const bool is_spread = is_distributed(on) && which != table::mart_channel_daily;
    if (is_spread) distribute_table(on, next);
    copy_writer writer(on, next, is_spread ? "" : "freeze");
    while (const auto piece = pieces.pop()) writer.write(*piece);
    if (pieces.is_abandoned()) return;
    writer.finish();
    copy_sink::index_next(on, next, which);
    on.run("analyze " + next);
    work.commit();
}

}  // namespace

copy_sink::copy_sink(const std::string& database, const std::string& schema) {
    for (std::size_t i = 0; i < table_count; ++i) {
        fillings_[i] = std::make_unique<filling>(pieces_waiting);
        filling& own = *fillings_[i];
        own.thread = std::jthread([&own, database, schema, which = static_cast<table>(i)] {
            try {
                fill(database, schema, which, own.pieces);
            } catch (...) {  // thrown again by write or finish
                own.failed = std::current_exception();
                own.pieces.abandon();
            }
        });
    }
}

copy_sink::~copy_sink() {
    for (const auto& each : fillings_) each->pieces.abandon();
}

void copy_sink::encode(table which, const user_rows& rows, std::string& out) const {
    copy_encoder row(out);
    std::string id;
    for (const event& each : rows.events)
        if (which == table::stg_ga4_events) encode_row(row, each);
    for (const session_row& each : rows.sessions)
        if (which == table::int_sessions) encode_row(row, each, id);
    if (which != table::mart_first_click && which != table::mart_last_click) return;
    const model credited =
        which == table::mart_first_click ? model::first_click : model::last_click;
    for (const credit_row& each : rows.credits[static_cast<std::size_t>(credited)])
        encode_row(row, each, id);
}

void copy_sink::encode(std::span<const daily_row> rows, std::string& out) const {
    copy_encoder row(out);
    for (const daily_row& each : rows) {
        row.begin_row(daily_fields);
        row.text(name_of(each.credited_by));
        row.day(each.conversion_date);
        row.text(each.conversion_name);
        row.text_or_null(each.currency);
        row.text_or_null(each.channel.value_or(""));
        row.integer(each.conversions);
        row.amount(each.revenue);
    }
}

void copy_sink::write(table which, std::string&& rows) {
    filling& target = *fillings_[static_cast<std::size_t>(which)];
    if (target.pieces.push(std::move(rows))) return;
    target.thread.join();
    std::rethrow_exception(target.failed);
}

void copy_sink::finish() {
    for (const auto& each : fillings_) each->pieces.close();
    for (const auto& each : fillings_)
        if (each->thread.joinable()) each->thread.join();
    for (const auto& each : fillings_)
        if (each->failed) std::rethrow_exception(each->failed);
}

void copy_sink::index_next(connection& on, const std::string& relation, table which) {
    const table_index& index = indexes[static_cast<std::size_t>(which)];
    on.run(fmt::format("create index {}__next{} on {} ({})", name_of(which), index.suffix, relation,
                       index.columns));
}

void copy_sink::swap_in(connection& on, std::span<const table> which) {
    // All tables before any change. A reader may take them in another order: the one of us that
    // gives way is we, long before the server looks for deadlocks (after 1 s) and picks a victim.
    std::string all;
    for (const table each : which)
        all += fmt::format("{}public.{}", all.empty() ? "" : ", ", name_of(each));
    on.run("set local lock_timeout = '200ms'");
    on.run("lock table " + all + " in access exclusive mode");
    for (const table each : which) {
        on.run(
            fmt::format("drop table public.{0}; alter table public.{0}__next rename to {0}; "
                        "alter index public.{0}__next{1} rename to {0}{1}",
                        name_of(each), indexes[static_cast<std::size_t>(each)].suffix));
    }
    on.run("set local lock_timeout = 0");
}

}  // namespace attrib
