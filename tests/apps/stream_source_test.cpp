// Sources that are read once or are stored, and what ends a stream: the other cells of the table in
// docs/live.md.
#include <fcntl.h>
#include <sys/stat.h>

#include <csignal>
#include <functional>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/numbered_rows.hpp>
#include <thread>

namespace attrib::test {
namespace {

struct sources {
    [[nodiscard]] std::string fifo() const {
        const std::string path = folder.file("fifo");
        REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
        return path;
    }
    [[nodiscard]] child start(const std::string& program, const std::vector<std::string>& flags,
                              int input = -1) const {
        std::vector<std::string> arguments{"--database", database.name()};
        arguments.insert(arguments.end(), flags.begin(), flags.end());
        return {program, arguments, folder.file("log"), input};
    }

    temporary_database database;
    temporary_directory folder;
};

const std::string text = numbered_header + numbered_rows(1, 5000);

// A program of a shell that has `<(...)`.
program_run run_by_bash(const std::string& program, const std::string& arguments) {
    const temporary_directory folder;
    const std::string script =
        folder.write("script", std::string(ATTRIB_PROGRAMS "/") + program + " " + arguments);
    const int status = std::system(
        ("bash " + script + " >" + folder.file("out") + " 2>" + folder.file("err")).c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
            contents_of(folder.file("out")), contents_of(folder.file("err"))};
}

}  // namespace

TEST_CASE("a pipe as FILE is read once: all of it, and a restart knows it only by a name") {
    const sources test;
    const std::string path = test.folder.write("e.csv", text);
    const auto stream = [&](const std::string& flags, const std::string& command) {
        return run_by_bash("attrib-stream", at(test.database) + flags + " <(" + command + ")");
    };
    const program_run first = stream("", "cat " + path);
    CHECK(first.status == 0);
    CHECK_THAT(first.err, Catch::Contains("--source NAME"));
    CHECK(stored_rows(test.database) == all_once(5000));
    CHECK(stream("", "cat " + path).status == 0);
    CHECK(stored_rows(test.database) == "10000 rows, 5000 different, 0 holes");

    test.database.connect().run("truncate ingest_batches, ga4_events_raw");
    CHECK(stream("--source s", "head -c 60000 " + path + " | head -1000").err.empty());
    CHECK(stream("--source s", "cat " + path).status == 0);
    CHECK(stream("--source s", "cat " + path).status == 0);
    CHECK(stored_rows(test.database) == all_once(5000));
    // Other bytes, or fewer, are not what came under that name.
    CHECK_THAT(stream("--source s", "sed 's/u1,/u2,/' " + path).err, Catch::Contains("--source"));
    CHECK_THAT(stream("--source s", "head -100 " + path).err, Catch::Contains("--source"));
    CHECK(stream("--source s", "head -100 " + path).status == 1);
    CHECK(stored_rows(test.database) == all_once(5000));
}

TEST_CASE("a FIFO waits for its writer; standard input is a pipe, too, when it is a file") {
    const sources test;
    const std::string fifo = test.fifo();
    child stream = test.start("attrib-stream", {"--source", "f", fifo});
    std::ofstream(fifo) << text;
    CHECK(stream.wait() == 0);
    CHECK(stored_rows(test.database) == all_once(5000));
    CHECK(run_program("attrib-stream", at(test.database) + "--source f -", text).status == 0);
    CHECK(stored_rows(test.database) == all_once(5000));
}

TEST_CASE("other programs and pipes") {
    const sources test;
    const std::string path = test.folder.write("e.csv", text);
    const program_run load = run_by_bash("attrib-load", at(test.database) + "<(cat " + path + ")");
    CHECK(load.status == 1);
    CHECK_THAT(load.err, Catch::Contains("attrib-stream"));
    const program_run follow =
        run_by_bash("attrib-stream", at(test.database) + "--follow <(cat " + path + ")");
    CHECK(follow.status == 1);
    CHECK(stored_rows(test.database) == all_once(0));
    const std::string who = "forget --users-file <(echo u1)";
    CHECK(run_by_bash("attrib-model", at(test.database) + who).status == 0);
    // Where it would look twice it looks once.
    const auto attribute = [&](const std::string& file) {
        const std::string out = test.folder.file("out");
        CHECK(run_by_bash("attrib-attribute", "--conversion view --output " + out + " " + file)
                  .status == 0);
        return contents_of(out + "/mart_first_click.csv");
    };
    const std::string of_file = attribute(path);
    CHECK(attribute("<(cat " + path + ")") == of_file);
    CHECK(std::ranges::count(of_file, '\n') == 5001);
}

TEST_CASE("a file once: compressed, cut off, grown") {
    const sources test;
    const std::string path = test.folder.write("e.csv", text);
    const auto stream = [&](const std::string& file) {
        return run_program("attrib-stream", at(test.database) + file).status;
    };
    REQUIRE(
        std::system(("gzip -k " + path + " && head -c 1000 " + path + ".gz >" + path + ".cut.gz")
                        .c_str()) == 0);
    CHECK(stream(path + ".cut.gz") == 1);
    CHECK(stored_rows(test.database) == all_once(0));
    CHECK(stream(path + ".gz") == 0);
    CHECK(stream(path) == 0);
    CHECK(run_program("attrib-load", at(test.database) + path).status == 0);
    CHECK(stored_rows(test.database) == all_once(5000));
    // Other bytes are another source; copies of an event are one in staging.
    append(path, numbered_rows(5001, 5001));
    CHECK(stream(path) == 0);
    CHECK(stored_rows(test.database) == "10001 rows, 5001 different, 0 holes");
}

TEST_CASE("a file once that is written while it is read is an error") {
    const sources test;
    const std::string path = test.folder.write("e.csv", text);
    child stream = test.start("attrib-stream", {"--rate", "2000", path});
    REQUIRE(eventually([&] { return stored_rows(test.database)[0] != '0'; }));
    append(path, numbered_rows(5001, 5001));
    CHECK(stream.wait() == 1);
    CHECK_THAT(contents_of(test.folder.file("log")), Catch::Contains("changed while it was read"));
}

TEST_CASE("SIGTERM ends a stream whatever it waits for") {
    const sources test;
    const std::string path = test.folder.write("e.csv", text);
    struct state {
        std::string what;
        std::vector<std::string> flags;
        std::string sign;  // a query that is true when it waits there
    };
    for (const state& each :
         {state{"a pace", {"--rate", "1e-12", path}, "select count(*) = 1 from ga4_events_raw"},
          state{"a delay", {"--delay", "86400", path}, "select count(*) = 1 from ga4_events_raw"},
          state{"a FIFO without a writer", {test.fifo()}, "select true"}}) {
        INFO(each.what);
        test.database.connect().run("truncate ingest_batches, ga4_events_raw");
        child stream = test.start("attrib-stream", each.flags);
        REQUIRE(eventually([&] { return test.database.value(each.sign) == "t"; }));
        if (each.what.starts_with("a FIFO"))
            REQUIRE(eventually([&] {
                return contents_of(test.folder.file("log")).find("only once") != std::string::npos;
            }));
        stream.send(SIGTERM);
        CHECK(stream.wait() == 1);
    }
}

TEST_CASE("SIGTERM ends a stream inside a row that does not end, which takes no memory") {
    const sources test;
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    child stream = test.start("attrib-stream", {"-"}, ends[0]);
    ::close(ends[0]);
    const std::string piece(1'000'000, 'x');
    const std::string begin = numbered_header + numbered_rows(1, 1);
    REQUIRE(::write(ends[1], begin.data(), begin.size()) == static_cast<ssize_t>(begin.size()));
    for (int i = 0; i < 300; ++i)
        REQUIRE(::write(ends[1], piece.data(), piece.size()) == static_cast<ssize_t>(piece.size()));
    std::ifstream status_file("/proc/" + std::to_string(stream.pid()) + "/status");
    std::string word;
    long kib = 0;
    while (status_file >> word && word != "VmHWM:") {
    }
    status_file >> kib;
    CHECK(kib > 0);
    CHECK(kib < 100'000);
    stream.send(SIGTERM);
    CHECK(stream.wait() == 1);
    ::close(ends[1]);
    CHECK(stored_rows(test.database) == all_once(1));
}

TEST_CASE("SIGTERM ends programs while the database hangs") {
    const sources test;
    const std::string path = test.folder.write("e.csv", numbered_header + numbered_rows(1, 90'000));
    for (const auto& [program, flag, value] :
         {std::tuple{"attrib-stream", "--rate", "10000"}, {"attrib-load", "--batch-kib", "1"}}) {
        INFO(program);
        child running = test.start(program, {flag, value, path});
        std::string backends;
        REQUIRE(eventually([&] {
            backends = test.database.value(
                "select coalesce(string_agg(pid::text, ' '), '') from pg_stat_activity where "
                "datname = current_database() and pid <> pg_backend_pid() and query like '%ga4%'");
            return !backends.empty();
        }));
        REQUIRE(std::system(("kill -STOP " + backends).c_str()) == 0);
        running.send(SIGTERM);
        const int status = running.wait();
        CHECK((status == 130 || status == 1 || status == 0));
        REQUIRE(std::system(("kill -CONT " + backends).c_str()) == 0);
        CHECK(run_program("attrib-load", at(test.database) + path).status == 0);
        CHECK(stored_rows(test.database) == all_once(90'000));
        test.database.connect().run("truncate ingest_batches, ga4_events_raw");
    }
}

}  // namespace attrib::test
