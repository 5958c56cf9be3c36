#include <libattrib/core/array_text.hpp>
#include <libattrib/ingest/ledger.hpp>
#include <libattrib/marts/pending_batches.hpp>
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
    pending_batches seen(on, waiting, default_channel_classifier());
    CHECK(seen.rows() == 3);
    CHECK(seen.batches().size() == 2);
    REQUIRE(seen.users().size() == 1);
    const pending_user& user = seen.users().front();
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

TEST_CASE("a step takes so many bytes, but a batch at least") {
    const temporary_database database;
    connection on = database.connect();
    const event one = make_event("a", "2025-03-01T10:00:00Z", "page_view");
    for (std::uint64_t i = 0; i < 4; ++i) store_events(on, {one}, i);
    for (const auto& [mebibytes, taken] : {std::pair(1, 4U), {40, 2U}, {100, 1U}}) {
        on.run("update ingest_batches set position_to = position_from + " +
               std::to_string(mebibytes) + " * 1048576");
        CHECK(find_waiting(on, 100).size() == taken);
    }
}

TEST_CASE("a batch that is not there whole waits") {
    const temporary_database database;
    connection on = database.connect();
    const event one = make_event("a", "2025-03-01T10:00:00Z", "page_view");
    store_events(on, {one}, 0);
    store_events(on, {one, one}, 1);
    on.run("delete from ga4_events_raw where ctid = (select max(ctid) from ga4_events_raw)");
    pending_batches seen(on, find_waiting(on, 100), default_channel_classifier());
    CHECK(seen.batches().size() == 1);
    CHECK(seen.rows() == 1);
    CHECK(array_text({1, 2}) == "{1,2}");
}

TEST_CASE("rows of single batches are found in their index, those of bulk batches by their pages") {
    const temporary_database database;
    connection on = database.connect();
    const event one = make_event("a", "2025-03-01T10:00:00Z", "page_view");
    store_events(on, {one, one}, 0);
    store_events(on, {one}, 1);
    const auto waiting = find_waiting(on, 100);
    REQUIRE(waiting.size() == 2);
    REQUIRE(is_bulk(waiting[0].batch_id));
    REQUIRE_FALSE(is_bulk(waiting[1].batch_id));
    on.run("set enable_seqscan = off");
    const transaction counted(on);
    const auto scans_of = [&](const char* index) {
        return on.run("select pg_stat_get_xact_numscans($1::regclass)", {index}).integer(0, 0);
    };
    CHECK(pending_batches(on, {waiting[1]}, default_channel_classifier()).rows() == 1);
    CHECK(scans_of("ga4_events_raw_batch") == 1);
    CHECK(scans_of("ga4_events_raw_pages") == 0);
    CHECK(pending_batches(on, {waiting[0]}, default_channel_classifier()).rows() == 2);
    CHECK(scans_of("ga4_events_raw_pages") == 1);
    CHECK(on.run("select pg_stat_get_xact_numscans('ga4_events_raw'::regclass)").integer(0, 0) ==
          0);
    CHECK(pending_batches(on, waiting, default_channel_classifier()).rows() == 3);
}

TEST_CASE("rows of bulk batches are found before and after their pages are known") {
    const temporary_database database;
    connection on = database.connect();
    const event one = make_event("a", "2025-03-01T10:00:00Z", "page_view");
    store_events(on, {one, one}, 0);
    const auto waiting = find_waiting(on, 100);
    on.run("set enable_seqscan = off");
    const auto are_found = [&] {
        return on.run("select count(*) from ga4_events_raw where batch_id = $1",
                      {std::to_string(waiting.front().batch_id)})
                   .integer(0, 0) == 2;
    };
    // What is known of the only pages there are.
    const auto are_known = [&] {
        return on.run("select brin_summarize_range('ga4_events_raw_pages', 0)").integer(0, 0) == 0;
    };
    CHECK(are_found());
    {
        connection vacuum = database.connect();
        const transaction at_it(vacuum);
        vacuum.run("lock table ga4_events_raw in share update exclusive mode");
        find_bulk_pages(on);  // does not wait
    }
    CHECK(are_found());
    find_bulk_pages(on);
    CHECK(are_known());
    CHECK(are_found());
}

TEST_CASE("numbers of batches ascend, and are those of single rows once someone is forgotten") {
    const temporary_database database;
    connection on = database.connect();
    const std::int64_t first = reserve_batch_id(on, batch_kind::bulk);
    const std::int64_t second = reserve_batch_id(on);
    const std::int64_t third = reserve_batch_id(on, batch_kind::bulk);
    CHECK((first < second && second < third));
    CHECK((is_bulk(first) && !is_bulk(second) && is_bulk(third)));
    on.run("insert into forgotten_users (digest) values ('x')");
    CHECK_FALSE(is_bulk(reserve_batch_id(on, batch_kind::bulk)));
}

}  // namespace attrib::test
