// What a cluster hides is tested on one (tests/citus); here, that one Postgres is not asked.
#include <libattrib/marts/hidden_rows.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

TEST_CASE("batches are counted whose rows the ledger knows otherwise") {
    const temporary_database database;
    connection on = database.connect();
    CHECK(count_hidden(on, {}) == 0);
    const std::vector<waiting_batch> batches{{2, 1}, {4, 2}, {6, 0}};
    CHECK(count_hidden(on, batches) == 2);
    on.run(
        "insert into ga4_events_raw (batch_id, user_pseudo_id, event_timestamp, event_name) values "
        "(2, 'u', now(), 'n'), (4, 'u', now(), 'n'), (8, 'u', now(), 'n')");
    CHECK(count_hidden(on, batches) == 1);
    on.run(
        "insert into ga4_events_raw (batch_id, user_pseudo_id, event_timestamp, event_name) values "
        "(4, 'u', now(), 'n')");
    CHECK(count_hidden(on, batches) == 0);
}

TEST_CASE("one Postgres hides nothing, so nobody waits there") {
    const temporary_database database;
    connection on = database.connect();
    on.run(
        "insert into ingest_batches (batch_id, source, source_name, position_from, position_to, "
        "line_to, rows, rejected) values (2, 'a', 'a', 0, 1, 1, 1, 0)");
    int told = 0;
    await_hidden_rows(on, database.name(), {.on_message = [&](const std::string&) { ++told; }});
    CHECK(told == 0);
}

}  // namespace attrib::test
