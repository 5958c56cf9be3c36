#include <libattrib/core/error.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/ingest/ledger.hpp>
#include <libattrib/ingest/loader.hpp>
#include <tests/catch.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/loads.hpp>

namespace attrib::test {

using Catch::Matchers::Contains;

TEST_CASE("each row of a file is loaded once, however often it is called") {
    const temporary_directory folder;
    const std::string path =
        folder.write("events.csv", generated_csv(small_scenario(20'000, 30'000)));
    for (const unsigned threads : {1U, 3U}) {
        const temporary_database database;
        load_options options = small_batches(database);
        options.threads = threads;
        std::uint64_t done = 0;
        std::uint64_t total = 0;
        options.on_progress = [&](std::uint64_t now, std::uint64_t of) {
            CHECK(now > done);
            done = now;
            total = of;
        };
        const load_summary loaded = load_file(path, options);
        CHECK(loaded.added.read == loaded.added.accepted + loaded.added.rejected);
        CHECK(loaded.added.rejected > 500);
        CHECK(loaded.earlier.read == 0);
        CHECK(done < total);  // the header is no row
        CHECK(database.value("select count(*) from ga4_events_raw") ==
              std::to_string(loaded.added.accepted));
        CHECK(database.value("select count(*) from ga4_events_rejected") ==
              std::to_string(loaded.added.rejected));
        const std::string before = fingerprint(database);

        REQUIRE(std::system(("gzip -kf " + path).c_str()) == 0);
        for (const std::string& again : {path, path + ".gz"}) {
            const load_summary repeated = load_file(again, options);
            CHECK(repeated.added == row_counts{});
            CHECK(repeated.earlier.read == loaded.added.read);
        }
        CHECK(fingerprint(database) == before);
    }
}

TEST_CASE("batches of any size and threads in any number load the same rows") {
    const temporary_directory folder;
    const std::string path =
        folder.write("events.csv", generated_csv(small_scenario(5'000, 50'000)));
    std::string expected;
    for (const std::size_t bytes : {std::size_t{1}, std::size_t{5'000}, std::size_t{8} << 20}) {
        const temporary_database database;
        load_options options = small_batches(database);
        options.batch_bytes = bytes;
        options.threads = bytes == 1 ? 4 : 2;
        if (bytes == 1) {
            // One row a batch is slow: a beginning, and the rest in larger ones.
            std::atomic<bool> stop{false};
            options.how.interrupt = &stop;
            options.on_progress = [&](std::uint64_t done, std::uint64_t) { stop = done > 20'000; };
            CHECK_THROWS_AS(load_file(path, options), failure);
            stop = false;
            options.on_progress = {};
            options.batch_bytes = 30'000;
        }
        load_file(path, options);
        if (expected.empty()) expected = fingerprint(database);
        CHECK(fingerprint(database) == expected);
    }
}

TEST_CASE("large batches are bulk batches, small ones are not") {
    const temporary_directory folder;
    const std::string text = generated_csv(small_scenario(10'000, 50'000));
    REQUIRE(text.size() > bulk_batch_bytes);
    const std::string path = folder.write("events.csv", text);
    for (const std::size_t bytes : {bulk_batch_bytes / 2, text.size()}) {
        const temporary_database database;
        load_options options = small_batches(database);
        options.batch_bytes = bytes;
        load_file(path, options);
        CHECK(database.value("select bool_or(batch_id % 2 = 1) from ingest_batches") ==
              (bytes < bulk_batch_bytes ? "f" : "t"));
    }
}

TEST_CASE("rejects keep file, line and text") {
    const temporary_directory folder;
    const std::string path = folder.write(
        "events.csv",
        "user_pseudo_id,event_timestamp,event_name\nu,2025-03-01T10:00:00Z,\"a\nb\"\n,x,y\n");
    const temporary_database database;
    const load_summary loaded = load_file(path, small_batches(database));
    CHECK((loaded.added.accepted == 1 && loaded.added.rejected == 1));
    CHECK(database.value("select source_name || ':' || line || ':' || reason || ':' || "
                         "convert_from(row_text, 'UTF8') from ga4_events_rejected") ==
          path + ":4:missing_value:,x,y");
}

TEST_CASE("a changed file under the same name is a new source; renames make one, too") {
    const temporary_directory folder;
    const std::string header = "user_pseudo_id,event_timestamp,event_name,kanal\n";
    const std::string row = "u,2025-03-01T10:00:00Z,a,Email\n";
    const std::string path = folder.write("events.csv", header + row);
    const temporary_database database;
    load_options options = small_batches(database);
    const load_summary first = load_file(path, options);
    CHECK(first.added.accepted == 1);
    CHECK(first.ignored_columns == std::vector<std::string>{"kanal"});
    REQUIRE(folder.write("events.csv", header + row + row) == path);
    CHECK(load_file(path, options).added.accepted == 2);
    options.reading.renames = {{"kanal", "channel"}};
    CHECK(load_file(path, options).added.accepted == 2);
    CHECK(database.value("select count(*) from ga4_events_raw where channel = 'Email'") == "2");
}

TEST_CASE("a file without rows loads; one that is none loads nothing") {
    const temporary_directory folder;
    const temporary_database database;
    const load_options options = small_batches(database);
    const std::string header = "user_pseudo_id,event_timestamp,event_name\n";
    CHECK(load_file(folder.write("empty.csv", header), options).added.read == 0);
    CHECK(load_file(folder.write("blank.csv", header + "\n\n"), options).added.read == 0);
    const std::string cut = header + "u,2025-03-01T10:00:00Z,a\nu,2025-03-01T10:00:00Z,\"b\n";
    CHECK_THROWS_WITH(load_file(folder.write("cut.csv", cut), options), Contains("cut off"));
    CHECK_THROWS_AS(load_file(folder.file("none.csv"), options), failure);
    CHECK_THROWS_AS(load_file(folder.path(), options), failure);
    for (const char* const once : {"-", "/dev/null"})
        CHECK_THROWS_WITH(load_file(once, options), Contains("second time"));
    CHECK(database.value("select count(*) from ga4_events_raw") == "0");
}

TEST_CASE("an interrupted load says so and goes on with the same call") {
    const temporary_directory folder;
    const std::string path = folder.write("events.csv", generated_csv(small_scenario(20'000)));
    const temporary_database database;
    const temporary_database whole;
    load_file(path, small_batches(whole));
    load_options options = small_batches(database);
    std::atomic<bool> stop{false};
    options.how.interrupt = &stop;
    options.on_progress = [&](std::uint64_t done, std::uint64_t) { stop = done > 500'000; };
    CHECK_THROWS_WITH(load_file(path, options), Contains("same command again"));
    options.how.interrupt = nullptr;
    options.on_progress = {};
    const load_summary rest = load_file(path, options);
    CHECK(rest.earlier.read > 0);
    CHECK(rest.added.read > 0);
    CHECK(fingerprint(database) == fingerprint(whole));
}

TEST_CASE("two loaders of one file at once add each row once") {
    const temporary_directory folder;
    const std::string path =
        folder.write("events.csv", generated_csv(small_scenario(20'000, 10'000)));
    const temporary_database database;
    const temporary_database whole;
    load_file(path, small_batches(whole));
    std::atomic<std::uint64_t> added{0};
    run_on_threads(3,
                   [&](unsigned) { added += load_file(path, small_batches(database)).added.read; });
    CHECK(fingerprint(database) == fingerprint(whole));
    CHECK(std::to_string(added) ==
          database.value("select sum(rows + rejected) from ingest_batches"));
}

}  // namespace attrib::test
