#include <libattrib/ingest/ledger.hpp>
#include <libattrib/ingest/ledger_merge.hpp>
#include <libattrib/marts/forget.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <tests/catch.hpp>
#include <tests/support/loads.hpp>

namespace attrib {
namespace {

using test::temporary_database;

constexpr std::uint64_t much = unmerged_batches;

// Merges until there is nothing left to merge; how many rows the ledger lost.
std::uint64_t merge_all(connection& on) {
    ledger_merger merger;
    std::uint64_t lost = 0;
    for (int i = 0; i < 10; ++i) lost += merger.taken_in(on, much);
    return lost;
}

// So many newer batches, each a source of its own, that all before may be merged.
void add_newest(connection& on) {
    on.run(
        "insert into ingest_batches (batch_id, source, source_name, position_from, position_to, "
        "line_to, rows, rejected, in_marts) select nextval('ingest_batch_id') * 2, 'new' || n || "
        "clock_timestamp(), '', "
        "0, 1, 1, 0, 0, true from generate_series(1, 1000) as n");
}

void add_batches(connection& on, const std::string& source, const std::string& places) {
    on.run(
        "insert into ingest_batches (batch_id, source, source_name, position_from, position_to, "
        "line_to, rows, rejected, in_marts) select nextval('ingest_batch_id') * 2, $1, '', n * 10, "
        "n * 10 + 10, n + 2, 3, 1, true from unnest($2::bigint[]) as n",
        {source, places});
}

std::string rows_of(const temporary_database& database, const std::string& source) {
    return database.value(
        "select string_agg(position_from || '-' || position_to || ' ' || rows || '+' || rejected, "
        "', ' order by position_from) from ingest_batches where source = '" +
        source + "'");
}

TEST_CASE("adjoining batches become one row, gaps and what waits stay") {
    const temporary_database database;
    connection on = database.connect();
    add_batches(on, "a", "{0,1,2,4,5,7}");
    add_batches(on, "b", "{0,1,2,3}");
    on.run("update ingest_batches set in_marts = false where source = 'b' and position_from = 20");
    add_newest(on);
    CHECK(merge_all(on) == 4);
    CHECK(rows_of(database, "a") == "0-30 9+3, 40-60 6+2, 70-80 3+1");
    CHECK(rows_of(database, "b") == "0-20 6+2, 20-30 3+1, 30-40 3+1");
    const source_progress progress = progress_of(on, "a");
    REQUIRE(progress.parts.size() == 3);
    CHECK(progress.parts[1].end == 60);
    CHECK(progress.parts[1].end_line == 7);
    CHECK(progress.accepted == 18);
    // What came in since adjoins what was merged.
    on.run("update ingest_batches set in_marts = true");
    add_batches(on, "a", "{3}");
    add_newest(on);
    CHECK(merge_all(on) == 4);
    CHECK(rows_of(database, "a") == "0-60 18+6, 70-80 3+1");
    CHECK(rows_of(database, "b") == "0-40 12+4");
}

TEST_CASE("the newest batches keep their rows, and so do those of who changes the tables") {
    const temporary_database database;
    connection on = database.connect();
    add_batches(on, "a", "{0,1}");
    CHECK(merge_all(on) == 0);
    add_newest(on);
    connection other = database.connect();
    transaction busy(other);
    lock_until_commit(other, lock_purpose::rebuild);
    CHECK(merge_all(on) == 0);
    busy.commit();
    CHECK(merge_all(on) == 1);
}

TEST_CASE("POSTs without a key become one row, those with a key stay") {
    const temporary_database database;
    connection on = database.connect();
    for (const char* const source : {"post:1", "post:2", "post:key:k1", "post:key:k2"})
        add_batches(on, source, "{0}");
    add_newest(on);
    CHECK(merge_all(on) == 2);
    add_batches(on, "post:3", "{0}");
    add_newest(on);
    CHECK(merge_all(on) == 1);
    CHECK(rows_of(database, "post:") == "0-30 9+3");
    CHECK(rows_of(database, "post:key:k1") == "0-10 3+1");
    CHECK(database.value("select count(*) from ingest_batches where source like 'post:_%'") == "2");
}

TEST_CASE("a part that was merged cannot be added again, in whole or in part") {
    const temporary_database database;
    connection on = database.connect();
    add_batches(on, "a", "{0,1,2}");
    add_newest(on);
    REQUIRE(merge_all(on) == 2);
    for (const std::uint64_t begin : {0U, 10U, 20U, 5U}) {
        event_chunk where;
        where.begin = begin;
        where.end = begin + 10;
        const std::string source = "a";
        transaction work(on);
        CHECK_FALSE(record_batch(on, {reserve_batch_id(on), source, source, where, {}}));
    }
}

TEST_CASE("people are forgotten in merged batches, and the ledger adds up") {
    const temporary_database database;
    const test::temporary_directory folder;
    std::string rows = "user_pseudo_id,event_timestamp,event_name\n";
    for (int i = 0; i < 6000; ++i)
        rows += (i % 2 == 0 ? "gone" : "stays") + std::string(",2025-03-01T10:00:00Z,e") +
                std::to_string(i) + "\n" + (i % 100 == 0 ? "gone,yesterday,x\n" : "");
    load_file(folder.write("a.csv", rows), test::small_batches(database));
    test::rebuild(database);
    connection on = database.connect();
    add_newest(on);
    REQUIRE(merge_all(on) > 0);
    const erased done = forget_users(on, {"gone"});
    CHECK(done.events == 3000);
    CHECK(done.rejects == 60);
    CHECK_THAT(test::fingerprint(database), Catch::Matchers::Contains("ledger t"));
    test::rebuild(database);
}

}  // namespace
}  // namespace attrib
