#include <libattrib/postgres/arrivals.hpp>
#include <tests/catch.hpp>
#include <tests/support/drawn_history.hpp>

namespace attrib::test {

TEST_CASE("what arrives comes by user, in order, without repeats, with channels") {
    const temporary_database database;
    connection on = database.connect();
    event first = make_event("a", "2025-03-01T10:00:00Z", "page_view", "");
    first.source = "google";
    first.medium = "cpc";
    const event later = make_event("b", "2025-03-01T11:00:00Z", "page_view");
    store_events(on, {later, first}, 0);
    store_events(on, {first}, 1);
    const auto waiting = find_waiting(on, 1000);
    REQUIRE(waiting.size() == 2);
    arrivals seen(on, waiting, default_channel_classifier());
    CHECK(seen.rows() == 3);
    CHECK(seen.batches().size() == 2);
    REQUIRE(seen.users().size() == 1);
    const arriving_user& user = seen.users().front();
    REQUIRE(user.events.size() == 2);
    CHECK(user.events[0].event_id == "a");
    CHECK(user.events[0].channel == "Paid Search");
}

TEST_CASE("a step takes so many rows, but a batch at least") {
    const temporary_database database;
    connection on = database.connect();
    const event one = make_event("a", "2025-03-01T10:00:00Z", "page_view");
    for (std::uint64_t i = 0; i < 4; ++i) store_events(on, {one, one, one}, i);
    CHECK(find_waiting(on, 1).size() == 1);
    CHECK(find_waiting(on, 4).size() == 2);
    CHECK(find_waiting(on, 100).size() == 4);
}

TEST_CASE("a batch that is not there whole waits") {
    const temporary_database database;
    connection on = database.connect();
    const event one = make_event("a", "2025-03-01T10:00:00Z", "page_view");
    store_events(on, {one}, 0);
    store_events(on, {one, one}, 1);
    on.run("delete from ga4_events_raw where ctid = (select max(ctid) from ga4_events_raw)");
    arrivals seen(on, find_waiting(on, 100), default_channel_classifier());
    CHECK(seen.batches().size() == 1);
    CHECK(seen.rows() == 1);
    CHECK(array_text({1, 2}) == "{1,2}");
}

}  // namespace attrib::test
