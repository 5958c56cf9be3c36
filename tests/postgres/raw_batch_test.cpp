#include <libattrib/ingest/raw_batch.hpp>
#include <libattrib/marts/raw_events.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

event full_event() {
    event made = make_event("id", "2025-03-01T10:00:00.000001Z", "purchase", "Email");
    made.source = "s";
    made.medium = "m";
    made.campaign = "c";
    made.page_location = "p, \"q\"\n";
    made.page_referrer = "r";
    made.device_category = "d";
    made.country = "\xC3\xA9";
    made.event_value = money{-9'223'372'036'854'775'807};
    made.currency = "EUR";
    made.transaction_id = "t";
    return made;
}

struct collector final : event_consumer {
    void accept(const event& taken) override { events.emplace_back(taken); }
    void refuse(const reject&) override { FAIL("a reject"); }
    std::vector<owned_event> events;
};

}  // namespace

TEST_CASE("a batch is stored once, with its ledger row, rejects and all, and read back the same") {
    const temporary_database database;
    connection on = database.connect();
    event bare = make_event("", "1990-01-01T00:00:00Z", "page_view", "");
    raw_batch batch;
    const std::int64_t id = reserve_batch_id(on);
    batch.clear(id);
    batch.accept(full_event());
    batch.accept(bare);
    batch.refuse({"f.csv", 12, reject_reason::bad_utf8, "not UTF-8", "\xFF,x"});
    const std::string source = "source";
    event_chunk where;
    where.begin = 10;
    where.end = 20;
    where.end_line = 5;
    const batch_entry entry{id, source, source, where, {3, 2, 1, 10}};
    CHECK(store_batch(on, batch, entry));
    CHECK_FALSE(store_batch(on, batch, entry));
    // Nor is what overlaps it, wherever it begins.
    for (const auto& [begin, end] : {std::pair{5, 11}, {19, 25}, {12, 15}, {5, 25}}) {
        where.begin = static_cast<std::uint64_t>(begin);
        where.end = static_cast<std::uint64_t>(end);
        CHECK_FALSE(store_batch(on, batch, entry));
    }
    CHECK_FALSE(on.is_in_transaction());
    CHECK(database.value("select count(*) from ga4_events_raw where batch_id = " +
                         std::to_string(id)) == "2");
    CHECK(database.value("select line || reason || encode(row_text, 'hex') from "
                         "ga4_events_rejected") == "12bad_utf8ff2c78");
    CHECK(
        database.value("select event_value || country from ga4_events_raw where event_id = 'id'") ==
        "-9223372036854.775807\xC3\xA9");
    const source_progress progress = progress_of(on, source);
    REQUIRE(progress.parts.size() == 1);
    CHECK(progress.parts[0].end_line == 5);
    CHECK(progress.bytes() == 10);
    CHECK((progress.accepted == 2 && progress.rejected == 1));

    const transaction view(on, "isolation level repeatable read, read only");
    raw_events events(on, database.name(), 1);
    collector taken;
    while (events.read_some(taken)) {
    }
    REQUIRE(taken.events.size() == 2);
    CHECK(taken.events[0].view() == full_event());
    CHECK(taken.events[1].view() == bare);
}

TEST_CASE("batches of several sources are stored together, or none of them") {
    const temporary_database database;
    connection on = database.connect();
    event_chunk where;
    where.end = 10;
    raw_batch batch;
    const auto add = [&](const std::string& source) {
        const std::int64_t id = reserve_batch_id(on);
        batch.clear(id);
        batch.accept(full_event());
        return add_batch(on, batch, {id, source, source, where, {1, 1, 0, 10}}).has_value();
    };
    {
        const batch_transaction given_up(on);
        CHECK(add("a"));
    }
    batch_transaction work(on);
    CHECK((add("a") && add("b")));
    CHECK_FALSE(add("b"));
    CHECK(database.value("select count(*) from ingest_batches") == "0");
    work.commit();
    CHECK(database.value("select format('%s %s', (select count(*) from ingest_batches), (select "
                         "count(*) from ga4_events_raw))") == "2 2");
}

TEST_CASE("a batch whose rows the ledger miscounts is not stored") {
    const temporary_database database;
    connection on = database.connect();
    raw_batch batch;
    batch.clear(1);
    batch.accept(full_event());
    const std::string source = "source";
    event_chunk where;
    where.end = 10;
    CHECK_THROWS(store_batch(on, batch, {1, source, source, where, {2, 2, 0, 10}}));
    CHECK(database.value("select count(*) from ga4_events_raw") == "0");
    CHECK(database.value("select count(*) from ingest_batches") == "0");
}

TEST_CASE("of rejects beyond a bound the ledger knows the number alone") {
    const temporary_database database;
    connection on = database.connect();
    raw_batch batch(2);
    for (int round = 0; round < 2; ++round) {
        const std::int64_t id = reserve_batch_id(on);
        batch.clear(id);
        for (std::uint64_t line = 1; line <= 5; ++line)
            batch.refuse({"f", line, reject_reason::bad_json, "no JSON", "x"});
        CHECK(batch.rejects() == 2);
        const std::string source = "source" + std::to_string(round);
        event_chunk where;
        where.end = 10;
        CHECK(store_batch(on, batch, {id, source, source, where, {5, 0, 5, 10}})->rejected == 5);
    }
    CHECK(database.value("select string_agg(line::text, ' ') from ga4_events_rejected") ==
          "1 2 1 2");
    CHECK(database.value("select sum(rejected) from ingest_batches") == "10");
}

TEST_CASE("batches are put together, and stored once as a source of their own") {
    const temporary_database database;
    connection on = database.connect();
    raw_batch one;
    one.accept(full_event());
    one.refuse({"f", 1, reject_reason::bad_utf8, "m", "x"});
    raw_batch two;
    two.accept(make_event("other", "1990-01-01T00:00:00Z", "page_view", ""));
    two.refuse({"f", 2, reject_reason::bot, "m", "y"});
    raw_batch all;
    all.add(one);
    all.add(two);
    CHECK(all.rejects() == 2);
    CHECK(all.reject_text(1) == "y");
    CHECK(all.bytes() == one.bytes() + two.bytes());
    const new_source entry{"post:1", "name", {.read = 4, .accepted = 2, .rejected = 2, .bytes = 9}};
    const auto stored = store_new_source(on, all, entry);
    REQUIRE(stored);
    CHECK((stored->accepted == 2 && stored->rejected == 2));
    CHECK_FALSE(store_new_source(on, all, entry));
    CHECK_FALSE(on.is_in_transaction());
    CHECK(database.value("select string_agg(event_id, ',' order by event_id) from ga4_events_raw "
                         "join ingest_batches using (batch_id) where source_name = 'name' and rows "
                         "= 2 and rejected = 2 and position_to = 9") == "id,other");
    CHECK(database.value("select string_agg(reason, ',' order by line) from ga4_events_rejected "
                         "join ingest_batches using (batch_id)") == "bad_utf8,bot");
}

}  // namespace attrib::test
