#include <libattrib/marts/take_out_users.hpp>
#include <tests/catch.hpp>
#include <tests/support/drawn_history.hpp>

namespace attrib::test {

TEST_CASE("what is left without some users is what a rebuild without them gives") {
    const temporary_database database;
    connection on = database.connect();
    std::vector<event> events;
    for (const char* const user : {"a", "b", "c"})
        for (const char* const name : {"page_view", "purchase"}) {
            events.push_back(make_event("", "2025-03-01T10:00:00Z", name, "Email"));
            events.back().user_pseudo_id = user;
        }
    store_events(on, events, 0);
    const sql_options options;
    rebuild_options how;
    how.database = database.name();
    const auto classifier = channel_classifier::compile(options.rules).value();
    rebuild_tables(how, classifier);
    REQUIRE(database.value("select sum(journeys) from dda_sets_daily") == "6");
    {
        transaction work(on);
        const std::vector<std::string> users{"a", "c", "a"};
        take_out_users(on, options.attribution, touch_classifier(paid_channels(options.rules)),
                       users);
        on.run("delete from ga4_events_raw where user_pseudo_id in ('a', 'c')");
        work.commit();
    }
    CHECK(database.value("select count(*) from int_sessions") == "1");
    CHECK(database.value("select sum(journeys) from dda_sets_daily") == "2");
    check_equal(database, options);
}

}  // namespace attrib::test
