// Programs that add one source at once or one after another, killed at the worst moment: every row
// is there once.
#include <csignal>
#include <optional>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/hanging_commits.hpp>
#include <tests/support/numbered_rows.hpp>

namespace attrib::test {
namespace {

const std::string waiting = "another program adds this source";

struct stream_of_file {
    explicit stream_of_file(const std::string& text) : path(folder.write("e.csv", text)) {
        hanging_commits::allow_standbys();
    }

    [[nodiscard]] child start(const std::string& program, const std::vector<std::string>& flags,
                              const std::string& log, bool is_piped = false) const {
        std::vector<std::string> arguments{"--database", database.name()};
        arguments.insert(arguments.end(), flags.begin(), flags.end());
        arguments.emplace_back(is_piped ? "-" : path);
        const int input = is_piped ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC) : -1;
        child started(program, arguments, folder.file(log), input);
        if (input >= 0) ::close(input);
        return started;
    }
    [[nodiscard]] bool has_said(const std::string& log, const std::string& what) const {
        return std::filesystem::exists(folder.file(log)) &&
               contents_of(folder.file(log)).find(what) != std::string::npos;
    }
    [[nodiscard]] bool holds(int rows) const { return stored_rows(database) == all_once(rows); }

    temporary_database database;
    temporary_directory folder;
    std::string path;
};

}  // namespace

TEST_CASE("a follower killed while its COMMIT is under way: the next one waits for it") {
    const stream_of_file test(numbered_header + numbered_rows(1, 10));
    child first = test.start("attrib-stream", {"--follow"}, "first");
    REQUIRE(eventually([&] { return test.holds(10); }));
    int last = 10;
    std::optional<child> second;
    {
        const hanging_commits slow;
        REQUIRE(eventually([&] {
            ++last;
            append(test.path, numbered_rows(last, last));
            return hanging_commits::have_begun();
        }));
        first.send(SIGKILL);
        first.wait();
        append(test.path, numbered_rows(last + 1, last + 490));
        second.emplace(
            "attrib-stream",
            std::vector<std::string>{"--database", test.database.name(), "--follow", test.path},
            test.folder.file("second"));
        REQUIRE(eventually([&] { return test.has_said("second", waiting); }));
    }
    REQUIRE(eventually([&] { return test.holds(last + 490); }));
    second->send(SIGTERM);
    CHECK(second->wait() == 0);
}

TEST_CASE("a stream killed while its COMMIT is under way, started with other batches") {
    const stream_of_file test(numbered_header + numbered_rows(1, 500));
    std::optional<child> second;
    {
        child first = test.start("attrib-stream", {"--rate", "100"}, "first");
        REQUIRE(eventually([&] { return stored_rows(test.database)[0] != '0'; }));
        const hanging_commits slow;
        REQUIRE(eventually([&] { return hanging_commits::have_begun(); }));
        first.send(SIGKILL);
        first.wait();
        second.emplace("attrib-stream",
                       std::vector<std::string>{"--database", test.database.name(), test.path},
                       test.folder.file("second"));
        REQUIRE(eventually([&] { return test.has_said("second", waiting); }));
    }
    CHECK(second->wait() == 0);
    CHECK(test.holds(500));
}

TEST_CASE("killed or cut off while a COMMIT is under way, whatever adds the rows") {
    struct adding {
        std::string program;
        std::vector<std::string> first;   // flags
        std::vector<std::string> second;  // other batches
        bool is_piped = false;
        bool goes_on = true;  // by itself, when the connection was lost
    };
    const std::vector<adding> ways{
        {"attrib-stream", {"--batch-rows", "100"}, {"--batch-rows", "70"}},
        {"attrib-stream",
         {"--batch-rows", "100", "--source", "n"},
         {"--batch-rows", "70", "--source", "n"},
         true},
        {"attrib-load", {"--batch-kib", "64"}, {"--batch-kib", "100"}, false, false},
    };
    for (const adding& way : ways) {
        for (const bool is_killed : {true, false}) {
            INFO(way.program << (way.is_piped ? " -" : "") << (is_killed ? " killed" : " cut off"));
            const stream_of_file test(numbered_header + numbered_rows(1, 20'000));
            const auto start = [&](const std::vector<std::string>& flags, const std::string& log) {
                return test.start(way.program, flags, log, way.is_piped);
            };
            std::optional<child> second;
            {
                std::optional<hanging_commits> slow(std::in_place);
                child first = start(way.first, "first");
                REQUIRE(eventually([] { return hanging_commits::have_begun(); }));
                if (is_killed) {
                    first.send(SIGKILL);
                    first.wait();
                    second.emplace(start(way.second, "second"));
                    REQUIRE(eventually([&] { return test.has_said("second", waiting); }));
                } else {
                    hanging_commits::cut_off();
                    slow.reset();
                    CHECK((first.wait() == 0) == way.goes_on);
                    CHECK(test.holds(20'000) == way.goes_on);
                    second.emplace(start(way.second, "second"));
                }
            }
            CHECK(second->wait() == 0);
            CHECK(test.holds(20'000));
        }
    }
}

TEST_CASE("two streams of one file, and a load of it beside them") {
    const stream_of_file test(numbered_header + numbered_rows(1, 20'000));
    child one = test.start("attrib-stream", {"--batch-rows", "700"}, "one");
    child two = test.start("attrib-stream", {"--batch-rows", "1000"}, "two");
    child load = test.start("attrib-load", {"--batch-kib", "10"}, "load");
    CHECK(one.wait() == 0);
    CHECK(two.wait() == 0);
    CHECK(load.wait() == 0);
    CHECK(stored_rows(test.database) == all_once(20'000));
}

TEST_CASE("of two followers one stands by, and goes on when the other is killed") {
    const stream_of_file test(numbered_header + numbered_rows(1, 10));
    child first = test.start("attrib-stream", {"--follow", "--batch-rows", "7"}, "first");
    REQUIRE(eventually([&] { return test.holds(10); }));
    child second = test.start("attrib-stream", {"--follow", "--batch-rows", "5"}, "second");
    REQUIRE(eventually([&] { return test.has_said("second", waiting); }));
    append(test.path, numbered_rows(11, 1000));
    first.send(SIGKILL);
    first.wait();
    append(test.path, numbered_rows(1001, 1010));
    REQUIRE(eventually([&] { return test.holds(1010); }));
    second.send(SIGTERM);
    CHECK(second.wait() == 0);
}

TEST_CASE("a connection that is lost with a COMMIT under way: what is in doubt is looked up") {
    const stream_of_file test(numbered_header + numbered_rows(1, 10));
    child stream = test.start("attrib-stream", {"--follow"}, "log");
    REQUIRE(eventually([&] { return test.holds(10); }));
    int last = 10;
    {
        const hanging_commits slow;
        REQUIRE(eventually([&] {
            ++last;
            append(test.path, numbered_rows(last, last));
            return hanging_commits::have_begun();
        }));
        append(test.path, numbered_rows(last + 1, last + 490));
        hanging_commits::cut_off();
    }
    REQUIRE(eventually([&] { return test.holds(last + 490); }));
    stream.send(SIGTERM);
    CHECK(stream.wait() == 0);
}

TEST_CASE("a hole in the ledger is found and filled") {
    const stream_of_file test(numbered_header + numbered_rows(1, 100));
    for (const bool follows : {false, true}) {
        const std::vector<std::string> flags =
            follows ? std::vector<std::string>{"--follow", "--batch-rows", "10"}
                    : std::vector<std::string>{"--batch-rows", "10"};
        for (int run = 0; run < 2; ++run) {
            child stream = test.start("attrib-stream", flags, "log");
            REQUIRE(eventually([&] { return test.holds(100) || !stream.is_running(); }));
            stream.send(SIGTERM);
            if (stream.is_running()) stream.wait();
            REQUIRE(test.holds(100));
            test.database.connect().run(
                "with gone as (delete from ingest_batches where batch_id in (select batch_id from "
                "ingest_batches order by position_from offset 3 limit 2) returning batch_id) "
                "delete from ga4_events_raw where batch_id in (select batch_id from gone)");
        }
        test.database.connect().run("truncate ingest_batches, ga4_events_raw");
    }
}

}  // namespace attrib::test
