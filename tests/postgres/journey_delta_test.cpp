#include <libattrib/core/random.hpp>
#include <libattrib/marts/journey_delta.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

// Rows of the tables that journeys are read from.
void add_session(connection& on, const std::string& start, const std::string& channel,
                 const std::string& campaign) {
    on.run(
        "insert into int_sessions (session_id, user_pseudo_id, session_start, session_end, "
        "event_count, channel, campaign, conversions) values ('u.' || $1::text, 'u', "
        "$1::text::timestamptz, "
        "$1::text::timestamptz, 1, $2, nullif($3, ''), 0)",
        {start, channel, campaign});
}

void add_conversion(connection& on, const std::string& when, const std::string& revenue) {
    on.run(
        "insert into mart_first_click (conversion_id, user_pseudo_id, conversion_timestamp, "
        "conversion_date, conversion_name, revenue, currency) values ($1::text, 'u', "
        "$1::text::timestamptz, "
        "($1::text::timestamptz at time zone 'UTC')::date, 'purchase', $2::numeric, 'EUR')",
        {when, revenue});
}

// What `change` does to the user's rows, and what that changes of the tables of journeys.
template <class Change>
void change_user(connection& on, const Change& change) {
    transaction work(on);
    journey_delta delta(on, {});
    delta.add_user("u");
    delta.take_off();
    change();
    delta.add();
    delta.write();
    work.commit();
}

std::string sets_of(const temporary_database& database) {
    return database.value(
        "select string_agg(concat_ws(' ', day, members, coalesce(currency, '-'), journeys, "
        "conversions, revenue), ', ' order by day, members) from dda_sets_daily where dimension = "
        "'channel'");
}

std::string transitions_of(const temporary_database& database) {
    return database.value(
        "select string_agg(concat_ws(' ', kind, coalesce(from_value, '-'), coalesce(to_value, "
        "'-'), journeys), ', ' order by kind, from_value, to_value) from dda_transitions_daily "
        "where dimension = 'channel'");
}

}  // namespace

TEST_CASE("journeys of a changed user are taken off and added again") {
    const temporary_database database;
    connection on = database.connect();
    change_user(on, [&] { add_session(on, "2025-03-01T10:00:00Z", "Email", ""); });
    CHECK(sets_of(database) == "2025-03-01 {Email} - 1 0 0.000000");
    CHECK(transitions_of(database) == "end Email - 1, start - Email 1");

    change_user(on, [&] { add_session(on, "2025-03-03T10:00:00Z", "Direct", ""); });
    CHECK(sets_of(database) == "2025-03-03 {Direct,Email} - 1 0 0.000000");

    change_user(on, [&] { add_conversion(on, "2025-03-03T10:05:00Z", "20"); });
    CHECK(sets_of(database) == "2025-03-03 {Direct,Email} EUR 1 1 20.000000");
    CHECK(transitions_of(database) ==
          "conversion Direct - 1, start - Email 1, step Email Direct 1");

    change_user(on, [&] { on.run("delete from int_sessions; delete from mart_first_click"); });
    CHECK(database.value("select count(*) from dda_sets_daily") == "0");
    CHECK(database.value("select count(*) from dda_transitions_daily") == "0");
}

TEST_CASE("values may be as long as texts may be") {
    const temporary_database database;
    connection on = database.connect();
    random_stream random(3);
    std::vector<std::string> campaigns;
    for (int i = 0; i < 3; ++i) {
        std::string& text = campaigns.emplace_back();
        while (text.size() < std::size_t{16} << 10)
            text += static_cast<char>('!' + random.below(90));
    }
    change_user(on, [&] {
        for (int i = 0; i < 3; ++i)
            add_session(on, "2025-03-0" + std::to_string(i + 1) + "T10:00:00Z", "Email",
                        campaigns[static_cast<std::size_t>(i)]);
    });
    CHECK(database.value("select max(octet_length(to_value)) from dda_transitions_daily") ==
          "16384");
    CHECK(database.value("select count(*) from dda_sets_daily where cardinality(members) = 3") ==
          "1");
    change_user(on, [&] { on.run("delete from int_sessions"); });
    CHECK(database.value("select count(*) from dda_transitions_daily") == "0");
}

}  // namespace attrib::test
