#include <libattrib/core/error.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/postgres/raw_events.hpp>
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

}  // namespace

TEST_CASE("every raw event is read once, by any number of threads") {
    const temporary_directory folder;
    const std::string path = folder.write("events.csv", generated_csv(small_scenario(30'000)));
    const temporary_database database;
    const load_summary loaded = load_file(path, small_batches(database));
    std::multiset<std::string> first;
    for (const unsigned threads : {1U, 4U}) {
        connection on = database.connect();
        raw_events events(on);
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

TEST_CASE("a connection that is cut while events are read is an error") {
    const temporary_database database;
    connection on = database.connect();
    connection other = database.connect();
    // More than fits between server and client.
    other.run(
        "insert into ga4_events_raw (batch_id, user_pseudo_id, event_timestamp, event_name, "
        "page_location) select 1, n, now(), 'page_view', repeat('x', 1000) "
        "from generate_series(1, 50000) n");
    raw_events events(on);
    other.run("select pg_terminate_backend(" + std::to_string(on.backend_pid()) + ", 10000)");
    id_collector collector;
    // What had arrived before may still come.
    CHECK_THROWS_AS(
        [&] {
            while (events.read_some(collector)) continue;
        }(),
        failure);
}

}  // namespace attrib::test
