#include <libattrib/attribution/model_registry.hpp>
#include <libattrib/marts/mart_delta.hpp>
#include <libattrib/marts/row_copy.hpp>
#include <libattrib/postgres/copy_table.hpp>
#include <set>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

daily_row cell(const char* channel, std::int64_t conversions, std::int64_t revenue) {
    return {0,
            "first_click",
            std::chrono::sys_days{std::chrono::year{2025} / 3 / 1},
            "purchase",
            "",
            channel == nullptr ? std::nullopt : std::optional<std::string>(channel),
            units(conversions),
            units(revenue)};
}

std::optional<day_range> count(connection& on, const std::vector<daily_row>& changes) {
    transaction work(on);
    mart_delta delta(on, shipped_models());
    for (const daily_row& row : changes) delta.count(row);
    delta.write();
    work.commit();
    return delta.days();
}

}  // namespace

TEST_CASE("the rollup takes differences, and loses rows that come to nothing") {
    const temporary_database database;
    connection on = database.connect();
    const auto rows = [&] {
        return database.value(
            "select string_agg(coalesce(channel, '-') || ' ' || conversions || ' ' || revenue, ', "
            "' "
            "order by channel nulls first) from mart_channel_daily");
    };
    count(on, {cell("Email", 1, 20), cell(nullptr, 1, 5), cell("Email", 1, 1)});
    CHECK(rows() == "- 1.000000 5.000000, Email 2.000000 21.000000");
    count(on, {cell(nullptr, -1, -5), cell("Direct", 1, 5)});
    CHECK(rows() == "Direct 1.000000 5.000000, Email 2.000000 21.000000");
    CHECK_FALSE(count(on, {cell("Email", -1, -1), cell("Email", 1, 1)}));
    CHECK(rows() == "Direct 1.000000 5.000000, Email 2.000000 21.000000");
}

TEST_CASE("a cluster is asked for the same sessions in another way") {
    const temporary_database database;
    connection on = database.connect();
    const timestamp first = at("2025-03-01T00:00:00Z");
    constexpr std::array days{1, 3, 4, 8, 9};
    {
        mart_delta delta(on, shipped_models());
        for (const char* const user : {"u", "v"})
            for (const int day : days) {
                session_row session;
                session.start = make_event({}, "2025-03-01T00:00:00Z", "page_view", "Email");
                session.start.user_pseudo_id = user;
                session.start.event_timestamp = first + std::chrono::days{day};
                session.session_end = session.start.event_timestamp;
                session.event_count = 1;
                delta.add(session);
            }
        delta.write();
    }
    const auto starts_near = [&](int from, int to, bool are_spread) {
        mart_delta delta(on, shipped_models(), are_spread);
        for (const char* const user : {"u", "nobody"})
            delta.add_lookup(lookup_kind::sessions, user, {}, first + std::chrono::days{from},
                             first + std::chrono::days{to});
        const std::string rows = delta.sessions_near();
        std::set<timestamp> starts;
        for (copy_decoder row(rows); row.next_row(field_count<decltype(stored_session_columns)>);) {
            const session_row session = take_session_row(row);
            CHECK(session.start.user_pseudo_id == "u");
            CHECK(session.start.channel == "Email");
            CHECK(starts.insert(session.session_start()).second);
        }
        return starts;
    };
    for (int from = 0; from < 11; ++from)
        for (int to = from; to < 11; ++to)
            CHECK(starts_near(from, to, true) == starts_near(from, to, false));
    CHECK(starts_near(4, 5, true).size() == 3);
}

TEST_CASE("nothing of a delta is there after a rollback") {
    const temporary_database database;
    connection on = database.connect();
    {
        const transaction work(on);
        mart_delta delta(on, shipped_models());
        delta.add(make_event("a", "2025-03-01T10:00:00Z", "page_view"));
        delta.count(cell("Email", 1, 20));
        delta.write();
        CHECK(delta.days()->first == std::chrono::sys_days{std::chrono::year{2025} / 3 / 1});
    }
    CHECK(database.value("select count(*) from stg_ga4_events") == "0");
    CHECK(database.value("select count(*) from mart_channel_daily") == "0");
    transaction work(on);
    CHECK_FALSE(mart_delta(on, shipped_models()).days());
}

}  // namespace attrib::test
