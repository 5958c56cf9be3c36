#include <filesystem>
#include <fstream>
#include <libattrib/ingest/ledger.hpp>
#include <libattrib/ingest/loader.hpp>
#include <libattrib/ingest/stream.hpp>
#include <tests/catch.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/loads.hpp>
#include <tests/support/numbered_rows.hpp>
#include <thread>

namespace attrib::test {
namespace {

stream_options into(const temporary_database& database) {
    stream_options options;
    options.database = database.name();
    options.batch_rows = 100;
    return options;
}

std::string loaded(const std::string& path) {
    const temporary_database database;
    load_file(path, small_batches(database));
    return fingerprint(database);
}

}  // namespace

TEST_CASE("a streamed file gives the rows that a loaded one gives; neither adds to the other") {
    const temporary_database database;
    const temporary_directory folder;
    const std::string path = folder.write("a.csv", generated_csv(small_scenario(3000, 20'000)));
    const stream_status done = stream_events(path, into(database));
    CHECK(done.added.read == done.added.accepted + done.added.rejected);
    CHECK(done.added.rejected > 0);
    CHECK(fingerprint(database) == loaded(path));
    CHECK(stream_events(path, into(database)).added.read == 0);
    CHECK(load_file(path, small_batches(database)).added.read == 0);
}

TEST_CASE("columns of a stream that nothing is read from are noted") {
    const temporary_database database;
    const temporary_directory folder;
    const std::string path =
        folder.write("a.csv",
                     "event_id,user_pseudo_id,event_timestamp,event_name,size\n"
                     "1,anna,2025-03-01T10:00:00Z,page_view,XL\n");
    stream_events(path, into(database));
    const std::string noted = "select source_name, column_name from ignored_columns";
    const query_result rows = database.connect().run(noted);
    REQUIRE(rows.rows() == 1);
    CHECK(rows.text(0, 0) == path);
    CHECK(rows.text(0, 1) == "size");
}

TEST_CASE("an interrupted stream goes on at the next event") {
    const temporary_database database;
    const temporary_directory folder;
    const std::string path = folder.write("a.csv", generated_csv(small_scenario(3000, 20'000)));
    std::uint64_t read = 0;
    for (int i = 0; i < 3; ++i) {
        std::atomic<bool> interrupt{false};
        stream_options options = into(database);
        options.batch_rows = 70;
        options.how.interrupt = &interrupt;
        options.on_status = [&](const stream_status&) { interrupt = true; };
        const stream_status part = stream_events(path, options);
        CHECK(part.is_interrupted);
        read += part.added.read;
    }
    CHECK(read > 0);
    CHECK_FALSE(stream_events(path, into(database)).is_interrupted);
    CHECK(fingerprint(database) == loaded(path));
}

TEST_CASE("a server that goes away in between loses nothing and doubles nothing") {
    const temporary_database database;
    const temporary_directory folder;
    const std::string path = folder.write("a.csv", generated_csv(small_scenario(3000)));
    std::vector<std::string> told;
    stream_options options = into(database);
    options.how.on_message = [&](const std::string& message) { told.push_back(message); };
    int batches = 0;
    options.on_status = [&](const stream_status&) {
        if (++batches == 3)
            connection(test_cluster().database())
                .run(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = "
                    "current_database() or datname like 'test%' and pid <> pg_backend_pid()");
    };
    stream_events(path, options);
    CHECK(fingerprint(database) == loaded(path));
    CHECK(told.size() == 2);
}

TEST_CASE("times are moved so that the first event is now, by a restart as far") {
    const temporary_database database;
    const temporary_directory folder;
    const std::string path = folder.write("a.csv", generated_csv(small_scenario(300)));
    stream_options options = into(database);
    options.shift_to_now = true;
    std::atomic<bool> interrupt{false};
    options.how.interrupt = &interrupt;
    options.on_status = [&](const stream_status&) { interrupt = true; };
    stream_events(path, options);
    interrupt = false;
    options.on_status = {};
    stream_events(path, options);
    CHECK(database.value("select count(distinct source) from ingest_batches") == "1");
    const temporary_database plain;
    load_file(path, small_batches(plain));
    const std::string span =
        "select max(event_timestamp) - min(event_timestamp) from ga4_events_raw";
    CHECK(database.value(span) == plain.value(span));
    CHECK(database.value("select min(event_timestamp) > now() - interval '40 days' from "
                         "ga4_events_raw") == "t");
}

TEST_CASE("a followed file: what is appended, another in its place, one cut short") {
    const temporary_database database;
    const temporary_directory folder;
    const std::string header = "event_id,user_pseudo_id,event_timestamp,event_name\n";
    const auto row = [](int number) {
        return std::to_string(number) + ",u,2025-03-01T10:00:00Z,page_view\n";
    };
    const std::string path = folder.write("a.csv", header + row(1));
    std::atomic<bool> interrupt{false};
    stream_options options = into(database);
    options.follow = true;
    options.how.interrupt = &interrupt;
    std::jthread streaming([&] { stream_events(path, options); });
    connection listener = database.connect();
    listener.run("listen " + std::string(ingest_channel));
    const auto wait_for = [&](const std::string& ids) {
        const std::string query =
            "select string_agg(event_id, ' ' order by event_id::int) from ga4_events_raw";
        while (database.value(query) != ids) listener.wait_for_notices(std::chrono::seconds{1});
    };
    wait_for("1");
    std::ofstream(path, std::ios::app) << row(2).substr(0, 9);
    std::ofstream(path, std::ios::app) << row(2).substr(9) << row(3);
    wait_for("1 2 3");
    std::filesystem::rename(path, folder.file("a.1"));
    std::ofstream(folder.file("a.1"), std::ios::app) << row(4);
    std::ofstream(path) << header << row(5);
    wait_for("1 2 3 4 5");
    std::filesystem::resize_file(path, 0);
    std::ofstream(path, std::ios::app) << header << row(6);
    wait_for("1 2 3 4 5 6");
    interrupt = true;
    streaming.join();
    interrupt = false;
    streaming = std::jthread([&] { stream_events(path, options); });
    std::ofstream(path, std::ios::app) << row(7);
    wait_for("1 2 3 4 5 6 7");
    interrupt = true;
    streaming.join();
}

TEST_CASE("a file that ends inside a quoted value is refused before anything is loaded") {
    const temporary_database database;
    const temporary_directory folder;
    const std::string path = folder.write(
        "a.csv", "user_pseudo_id,event_timestamp,event_name\nu,2025-03-01T10:00:00Z,\"x\n");
    CHECK_THROWS_AS(stream_events(path, into(database)), failure);
    CHECK_THROWS_AS(stream_events(folder.file("none"), into(database)), failure);
    CHECK(database.value("select count(*) from ingest_batches") == "0");
}

TEST_CASE("rows that the database refuses end a stream that waits for more, in its words") {
    const temporary_database database;
    connection on = database.connect();
    on.run("alter table ga4_events_raw add constraint no_views check (event_name <> 'view')");
    const temporary_directory folder;
    const std::string path = folder.write("a.csv", numbered_header + numbered_rows(1, 3));
    stream_options options = into(database);
    SECTION("at the end of a followed file") { options.follow = true; }
    SECTION("before the next row is due") {
        options.batch_rows = 1;
        options.pace.delay = std::chrono::hours{100};
    }
    CHECK_THROWS_WITH(stream_events(path, options),
                      Catch::Matchers::Contains("no_views") && Catch::Matchers::Contains("23514"));
    CHECK(database.value("select count(*) from ingest_batches") == "0");
}

}  // namespace attrib::test
