#include <libattrib/ingest/forgotten_users.hpp>
#include <libattrib/ingest/ledger.hpp>
#include <libattrib/ingest/loader.hpp>
#include <libattrib/marts/forget.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/drawn_history.hpp>
#include <tests/support/loads.hpp>
#include <tests/support/people_to_forget.hpp>
#include <thread>

namespace attrib::test {

TEST_CASE("who was forgotten does not come back with another copy of the file") {
    const temporary_database database;
    const temporary_directory folder;
    load_options options;
    options.database = database.name();
    load_file(folder.write("a.csv", people_to_forget), options);
    connection on = database.connect();
    forget_users(on, {"ann", "b\xC3\xB6\\b"});
    CHECK(load_file(folder.file("a.csv"), options).added.read == 0);
    const row_counts again =
        load_file(folder.write("b.csv", std::string(people_to_forget) + "\n\n"), options).added;
    CHECK(again.read == 7);
    CHECK(again.accepted == 1);
    CHECK(again.rejected == 1);
    CHECK(again.forgotten == 5);
    CHECK(database.value("select count(*) from ga4_events_raw where user_pseudo_id <> 'anna'") ==
          "0");
    CHECK(database.value("select count(*) from ga4_events_rejected") == "2");
    CHECK(fingerprint(database).ends_with("ledger t"));
    CHECK(database.value("select count(*) from forgotten_users") == "2");
}

TEST_CASE("who was forgotten while a load waited is not brought back, whatever the isolation") {
    for (const std::string isolation : {"read committed", "repeatable read", "serializable"}) {
        const temporary_database database;
        const temporary_directory folder;
        connection on = database.connect();
        on.run("alter database " + database.value("select quote_ident(current_database())") +
               " set default_transaction_isolation = " + quote_text(isolation));
        load_options options;
        options.database = database.name();
        std::jthread loading;
        {
            transaction forgetting(on);
            lock_until_commit(on, lock_purpose::person);
            on.run(
                "insert into forgotten_users (digest) values (attrib_digest(convert_to('ann', "
                "'UTF8')))");
            loading =
                std::jthread([&] { load_file(folder.write("a.csv", people_to_forget), options); });
            REQUIRE(eventually([&] {
                return database.value(
                           "select count(*) from pg_locks where not granted and locktype = "
                           "'advisory'") == "1";
            }));
            forgetting.commit();
        }
        loading.join();
        CHECK(database.value("select count(*) from ga4_events_raw where user_pseudo_id = 'ann'") ==
              "0");
        CHECK(database.value("select count(*) from ga4_events_raw") == "2");
    }
}

TEST_CASE("a bulk batch whose number is older than someone's erasure is stored without them") {
    const temporary_database database;
    connection on = database.connect();
    raw_batch batch;
    const std::int64_t id = reserve_batch_id(on, batch_kind::bulk);
    REQUIRE(is_bulk(id));
    batch.clear(id);
    event one = make_event("a", "2025-03-01T10:00:00Z", "page_view");
    for (const char* const user : {"ann", "anna"}) {
        one.user_pseudo_id = user;
        batch.accept(one);
    }
    forget_users(on, {"ann"});
    const std::string source = "source";
    event_chunk where;
    where.end = 10;
    const auto stored = store_batch(on, batch, {id, source, source, where, {2, 2, 0, 10, 0}});
    REQUIRE(stored);
    CHECK((stored->accepted == 1 && stored->forgotten == 1));
    CHECK(database.value("select string_agg(user_pseudo_id, ',') from ga4_events_raw") == "anna");
}

}  // namespace attrib::test
