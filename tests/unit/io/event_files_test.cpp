#include <libattrib/core/threads.hpp>
#include <libattrib/io/csv_writer.hpp>
#include <libattrib/io/event_files.hpp>
#include <set>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

TEST_CASE("several files are one feed, on any number of threads") {
    const test::temporary_directory folder;
    std::vector<std::string> paths;
    for (int file = 0; file < 3; ++file) {
        std::string text;
        append_event_header(text);
        for (int i = 0; i < 200; ++i) {
            const std::string id = std::to_string(file) + "-" + std::to_string(i);
            append_event_row(text, test::make_event(id, "2025-03-01T10:00:00Z", "x"));
        }
        paths.push_back(folder.write(std::to_string(file) + ".csv", text));
    }
    for (const unsigned threads : {1u, 4u}) {
        const auto files = event_files::open(paths, {.reading = {}, .chunk_bytes = 500}).value();
        CHECK(files->size() > 0);
        CHECK(files->position() == 0);
        std::vector<test::collecting_consumer> consumers(threads);
        run_on_threads(threads, [&](unsigned index) {
            while (files->read_some(consumers[index])) {
            }
        });
        std::multiset<std::string> ids;
        for (const auto& consumer : consumers)
            for (const auto& each : consumer.events) ids.emplace(each.view().event_id);
        CHECK(ids.size() == 600);
        REQUIRE(files->counts().size() == 3);
        for (const row_counts& counts : files->counts()) {
            CHECK(counts.read == 200);
            CHECK(counts.accepted == 200);
        }
        CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 600);
        CHECK(files->position() == files->size());
    }
}

TEST_CASE("a wrong file is found before anything is read, a broken one ends the feed") {
    const test::temporary_directory folder;
    const auto good = folder.write("good.csv", "user_pseudo_id,event_timestamp,event_name\n");
    CHECK(event_files::open({good, folder.file("none.csv")}).has_error());
    const auto cut = folder.write("cut.csv", "user_pseudo_id,event_timestamp,event_name\n\"u");
    const auto files = event_files::open({cut, good}).value();
    test::collecting_consumer consumer;
    CHECK_THROWS_AS(files->read_some(consumer), failure);
    CHECK_FALSE(files->read_some(consumer));
}

}  // namespace
}  // namespace attrib
