// Programs that add one source at once or one after another, killed at the worst moment: every row
// is there once.
#include <csignal>
#include <optional>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/numbered_rows.hpp>

namespace attrib::test {
namespace {

const std::string waiting = "another program adds this source";

// While this lives, no COMMIT of the cluster ends.
class hanging_commits {
   public:
    hanging_commits() { set("set synchronous_standby_names = 'nobody'"); }
    hanging_commits(const hanging_commits&) = delete;
    hanging_commits& operator=(const hanging_commits&) = delete;
    ~hanging_commits() { set("reset synchronous_standby_names"); }

    // Whether a COMMIT hangs now.
    [[nodiscard]] static bool have_begun() {
        return connection(test_cluster().database())
                   .run("select from pg_stat_activity where wait_event = 'SyncRep'")
                   .rows() != 0;
    }

   private:
    static void set(const std::string& what) {
        connection on(test_cluster().database());
        on.run("alter system " + what);
        on.run("select pg_reload_conf()");
    }
};

// The private server has no standbys unless told so.
bool can_have_standbys() {
    static const bool is_set = [] {
        connection(test_cluster().database()).run("alter system set wal_level = replica");
        connection(test_cluster().database()).run("alter system set max_wal_senders = 2");
        test_cluster().stop();
        test_cluster().start();
        return true;
    }();
    return is_set;
}

struct stream_of_file {
    explicit stream_of_file(const std::string& text) : path(folder.write("e.csv", text)) {}

    [[nodiscard]] child start(const std::string& program, const std::vector<std::string>& flags,
                              const std::string& log) const {
        std::vector<std::string> arguments{"--database", database.name()};
        arguments.insert(arguments.end(), flags.begin(), flags.end());
        arguments.push_back(path);
        return {program, arguments, folder.file(log)};
    }
    [[nodiscard]] bool has_said(const std::string& log, const std::string& what) const {
        return std::filesystem::exists(folder.file(log)) &&
               contents_of(folder.file(log)).find(what) != std::string::npos;
    }
    [[nodiscard]] bool holds(int rows) const { return stored_rows(database) == all_once(rows); }

    bool is_ready = can_have_standbys();
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

TEST_CASE("a load killed while its COMMITs are under way, started with other batches") {
    const stream_of_file test(numbered_header + numbered_rows(1, 20'000));
    std::optional<child> second;
    {
        const hanging_commits slow;
        child first = test.start("attrib-load", {"--batch-kib", "64"}, "first");
        REQUIRE(eventually([&] { return hanging_commits::have_begun(); }));
        first.send(SIGKILL);
        first.wait();
        second.emplace("attrib-load",
                       std::vector<std::string>{"--database", test.database.name(), "--batch-kib",
                                                "100", test.path},
                       test.folder.file("second"));
        REQUIRE(eventually([&] { return test.has_said("second", waiting); }));
    }
    CHECK(second->wait() == 0);
    CHECK(test.holds(20'000));
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
        // Such a backend ends, and its transaction is committed without saying so.
        connection(test_cluster().database())
            .run(
                "select pg_terminate_backend(pid) from pg_stat_activity where wait_event = "
                "'SyncRep'");
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
