#include <libattrib/core/error.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/marts/raw_events.hpp>
#include <set>
#include <tests/catch.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/loads.hpp>

namespace attrib::test {
namespace {

struct id_collector final : event_consumer {
    void accept(const event& taken) override {
        ids.insert(std::string(taken.user_pseudo_id) + std::string(taken.event_id) +
                   to_string(taken.event_timestamp) + std::string(taken.event_name));
    }
    void refuse(const reject&) override {}
    std::multiset<std::string> ids;
};

constexpr const char* one_view = "isolation level repeatable read, read only";

// More than fits between server and client, and than one query reads.
void add_many(connection& on) {
    on.run(
        "insert into ga4_events_raw (batch_id, user_pseudo_id, event_timestamp, event_name, "
        "page_location) select 1, n, now(), 'page_view', repeat('x', 1000) "
        "from generate_series(1, 50000) n");
}

}  // namespace

TEST_CASE("every raw event is read once, by any number of threads and connections") {
    const temporary_directory folder;
    const std::string path = folder.write("events.csv", generated_csv(small_scenario(30'000)));
    const temporary_database database;
    const load_summary loaded = load_file(path, small_batches(database));
    std::multiset<std::string> first;
    for (const auto& [threads, connections] :
         {std::pair{1U, 1U}, std::pair{4U, 4U}, std::pair{4U, 2U}, std::pair{2U, 8U}}) {
        connection on = database.connect();
        const transaction view(on, one_view);
        raw_events events(on, database.name(), connections);
        std::vector<id_collector> collectors(threads);
        run_on_threads(threads, [&](unsigned index) {
            while (events.read_some(collectors[index])) {
            }
        });
        std::multiset<std::string> all;
        for (id_collector& each : collectors) all.merge(each.ids);
        CHECK(all.size() == loaded.added.accepted);
        if (first.empty()) first = all;
        CHECK(all == first);
    }
}

TEST_CASE("what is committed after the transaction began is not read, and many ranges are") {
    const temporary_database database;
    connection other = database.connect();
    add_many(other);
    connection on = database.connect();
    const transaction view(on, one_view);
    raw_events events(on, database.name(), 2);
    other.run("delete from ga4_events_raw where user_pseudo_id = '7'");
    add_many(other);
    std::vector<id_collector> collectors(2);
    run_on_threads(2, [&](unsigned index) {
        while (events.read_some(collectors[index])) {
        }
    });
    CHECK(collectors[0].ids.size() + collectors[1].ids.size() == 50'000);
}

TEST_CASE("users and batches in quarantine are not read") {
    const temporary_database database;
    connection on = database.connect();
    add_many(on);
    on.run("update ga4_events_raw set batch_id = 77 where user_pseudo_id = '3'");
    const auto left = [&] {
        return static_cast<std::size_t>(
            on.run("select count(*) from ga4_events_raw where batch_id <> 77 and user_pseudo_id <> "
                   "'7'")
                .integer(0, 0));
    };
    const transaction view(on, one_view);
    raw_events events(on, database.name(), 1, {.users = {"7"}, .batches = {77}});
    id_collector collector;
    while (events.read_some(collector)) {
    }
    CHECK(collector.ids.size() == left());
    CHECK(collector.ids.size() < 50'000);
    CHECK(!collector.ids.empty());
}

TEST_CASE("an empty table is no event") {
    const temporary_database database;
    connection on = database.connect();
    const transaction view(on, one_view);
    id_collector none;
    CHECK_FALSE(raw_events(on, database.name(), 2).read_some(none));
}

TEST_CASE("a connection that is cut while events are read is an error") {
    const temporary_database database;
    connection on = database.connect();
    connection other = database.connect();
    add_many(other);
    const transaction view(on, one_view);
    raw_events events(on, database.name(), 1);
    id_collector collector;
    REQUIRE(events.read_some(collector));
    other.run(
        "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = "
        "current_database() and query like '%ctid%' and pid <> pg_backend_pid()");
    // What had arrived before may still come.
    CHECK_THROWS_AS(
        [&] {
            while (events.read_some(collector)) continue;
        }(),
        failure);
}

}  // namespace attrib::test
