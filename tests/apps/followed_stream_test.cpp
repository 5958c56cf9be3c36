// A followed file and all that happens to it, while attrib-stream runs and while it does not: every
// row is there once. The cells of the table in docs/live.md.
#include <csignal>
#include <functional>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/encodings.hpp>
#include <tests/support/numbered_rows.hpp>

namespace attrib::test {
namespace {

namespace fs = std::filesystem;

const std::string lost = "may be missing";

// A file that begins with rows 1 to 100, followed.
class followed {
   public:
    followed() {
        static_cast<void>(folder.write("a.csv", numbered_header + numbered_rows(1, 100)));
    }

    void start(const std::string& name = "a.csv") {
        stream_.emplace(
            "attrib-stream",
            std::vector<std::string>{"--database", database.name(), "--follow", folder.file(name)},
            folder.file("log"));
    }
    void stop() {
        stream_->send(SIGTERM);
        CHECK(stream_->wait() == 0);
    }
    void kill() {
        stream_->send(SIGKILL);
        stream_->wait();
    }
    // Waits until these rows are there, each once.
    [[nodiscard]] bool has(int rows) const {
        const bool is_so =
            eventually([&] { return stored_rows(database) == all_once(rows); }, 1500);
        if (!is_so) UNSCOPED_INFO(stored_rows(database));
        return is_so;
    }
    [[nodiscard]] bool has_said(const std::string& what) const {
        return contents_of(folder.file("log")).find(what) != std::string::npos;
    }

    [[nodiscard]] std::string path() const { return folder.file("a.csv"); }
    [[nodiscard]] std::string file(const std::string& name) const { return folder.file(name); }
    void add(int from, int to, const std::string& name = "a.csv") const {
        append(file(name), numbered_rows(from, to));
    }
    // Another file takes the name at once.
    void replace(const std::string& text) const { fs::rename(folder.write("new", text), path()); }
    void run(const std::string& command) const {
        REQUIRE(std::system(("cd " + folder.path() + " && " + command).c_str()) == 0);
    }

    temporary_database database;
    temporary_directory folder;

   private:
    std::optional<child> stream_;
};

struct happening {
    std::string what;
    std::function<void(const followed&)> happen;
    int rows;                      // that are there in the end
    bool is_lost_if_away = false;  // it says that rows may be missing
    bool is_lost_if_there = false;
};

const std::vector<happening> happenings{
    {"it grows", [](const followed& it) { it.add(101, 150); }, 150},
    {"it is renamed, and a new file made",
     [](const followed& it) {
         it.add(101, 110);
         fs::rename(it.path(), it.file("a.csv.1"));
         append(it.path(), numbered_header + numbered_rows(111, 120));
     },
     120},
    {"it is renamed and compressed",
     [](const followed& it) {
         it.add(101, 110);
         it.run("mv a.csv a-20250301.csv && (echo '" + numbered_header + "'; echo '" +
                numbered_rows(111, 120) + "') >a.new && mv a.new a.csv && gzip a-20250301.csv");
     },
     120},
    {"it is renamed, and the new file has other columns",
     [](const followed& it) {
         fs::rename(it.path(), it.file("a.csv.1"));
         append(it.path(),
                "event_id,client_id,event_timestamp,event_name\n" + numbered_rows(101, 101));
     },
     101},
    {"it is copied and cut (copytruncate)",
     [](const followed& it) {
         it.add(101, 110);
         it.run("cp a.csv a.csv.1 && : >a.csv");
         append(it.path(), numbered_header + numbered_rows(111, 250));
     },
     250},
    {"it is rewritten in place, longer, with the same first row",
     [](const followed& it) {
         std::ofstream(it.path()) << numbered_header + numbered_rows(1, 1) +
                                         numbered_rows(101, 400);
     },
     400, true, true},
    {"another file takes its name, with the same rows and more",
     [](const followed& it) { it.replace(numbered_header + numbered_rows(1, 130)); }, 130},
    {"another file takes its name, and nothing of the old one is left",
     [](const followed& it) { it.replace(numbered_header + numbered_rows(101, 130)); }, 130, true},
    {"it shrinks, and grows again as it was",
     [](const followed& it) {
         it.run("cp a.csv b && : >a.csv && cat b >>a.csv");
         it.add(101, 120);
     },
     120},
    {"it is removed, and made again",
     [](const followed& it) {
         fs::remove(it.path());
         append(it.path(), numbered_header + numbered_rows(101, 120));
     },
     120, true},
};

}  // namespace

TEST_CASE("a followed file to which something happens while the stream is away") {
    for (const happening& each : happenings) {
        INFO(each.what);
        followed it;
        it.start();
        REQUIRE(it.has(100));
        it.stop();
        each.happen(it);
        it.start();
        // The first row is there again where the file was rewritten with it.
        const bool repeats = each.what.find("same first row") != std::string::npos;
        if (repeats)
            CHECK(eventually(
                [&] { return stored_rows(it.database) == "401 rows, 400 different, 0 holes"; },
                1500));
        else
            CHECK(it.has(each.rows));
        it.stop();
        CHECK(it.has_said(lost) == each.is_lost_if_away);
    }
}

TEST_CASE("a followed file to which something happens while the stream runs") {
    for (const happening& each : happenings) {
        INFO(each.what);
        followed it;
        it.start();
        REQUIRE(it.has(100));
        each.happen(it);
        CHECK(eventually(
            [&] {
                return it.database.value("select count(distinct event_id) from ga4_events_raw") ==
                       std::to_string(each.rows);
            },
            1500));
        it.stop();
        CHECK(it.has_said(lost) == each.is_lost_if_there);
        // A restart adds nothing.
        const std::string before = stored_rows(it.database);
        it.start();
        it.add(1001, 1001);
        CHECK(eventually(
            [&] {
                return it.database.value(
                           "select count(*) from ga4_events_raw where event_id = '1001'") == "1";
            },
            1500));
        it.stop();
        CHECK(std::stoi(stored_rows(it.database)) == std::stoi(before) + 1);
    }
}

TEST_CASE("several rotations while the stream is away: the rest, then what came between") {
    followed it;
    it.start();
    REQUIRE(it.has(100));
    it.kill();
    it.add(101, 110);
    it.run("mv a.csv a.csv.2");
    append(it.file("a.csv.1"), numbered_header + numbered_rows(111, 120));
    it.run("touch -d '1 second' a.csv.1");
    // No number, no rotation.
    append(it.file("a.csv.bak"), numbered_header + numbered_rows(1, 5));
    append(it.path(), numbered_header + numbered_rows(121, 130));
    it.start();
    CHECK(it.has(130));
    CHECK(it.has_said("added 10 rows that were rotated to"));
    it.stop();
    it.start();
    it.add(131, 131);
    CHECK(it.has(131));
    it.stop();
    CHECK_FALSE(it.has_said(lost));
}

TEST_CASE("a file that had the path while nobody looked, after the one before it was over") {
    followed it;
    it.start();
    REQUIRE(it.has(100));
    it.kill();
    it.run("cp a.csv a.csv.1 && : >a.csv");
    append(it.path(), numbered_header);
    it.start();
    REQUIRE(
        eventually([&] { return it.database.value("select is_over from followed_files") == "t"; }));
    it.kill();
    it.add(101, 110);
    it.run("cp a.csv a.csv.2 && : >a.csv");
    append(it.path(), numbered_header + numbered_rows(111, 120));
    it.start();
    CHECK(it.has(120));
    it.stop();
    CHECK_FALSE(it.has_said(lost));
}

TEST_CASE("a file that is copied and cut before anything of it was committed") {
    constexpr int more_than_one_read = 30'000;
    struct moment {
        bool is_first;            // no file had the path before
        const char* locked;       // the table that it waits for
        bool is_cut_off = false;  // loses its connection then
    };
    for (const moment& each :
         {moment{true, "ingest_batches"}, moment{false, "ingest_batches"},
          moment{true, "ga4_events_raw", true}, moment{false, "ga4_events_raw", true}}) {
        INFO(each.is_first << ' ' << each.locked);
        followed it;
        if (!each.is_first) {
            it.start();
            REQUIRE(it.has(100));
            it.stop();
            it.run("cp a.csv a.csv.0 && : >a.csv");
            append(it.path(), numbered_header);
        }
        it.add(101, more_than_one_read);
        connection holder = it.database.connect();
        {
            transaction held(holder);
            holder.run(std::string("lock table ") + each.locked + " in access exclusive mode");
            it.start();
            const std::string waiting = "(select from pg_locks where not granted)";
            REQUIRE(
                eventually([&] { return it.database.value("select exists " + waiting) == "t"; }));
            it.run("cp a.csv a.csv.1 && : >a.csv");
            append(it.path(), numbered_header +
                                  numbered_rows(more_than_one_read + 1, more_than_one_read + 10));
            if (each.is_cut_off)
                holder.run("select pg_terminate_backend(pid) from pg_locks where not granted");
            held.commit();
        }
        CHECK(it.has(more_than_one_read + 10));
        it.stop();
        CHECK_FALSE(it.has_said(lost));
    }
}

TEST_CASE("a file that is copied and cut while a second stream stands by with its rows in memory") {
    followed it;
    it.start();
    REQUIRE(it.has(100));
    child second("attrib-stream", {"--database", it.database.name(), "--follow", it.path()},
                 it.file("second"));
    REQUIRE(eventually([&] {
        return fs::exists(it.file("second")) &&
               contents_of(it.file("second")).find("another program adds") != std::string::npos;
    }));
    it.run("cp a.csv a.csv.1 && : >a.csv");
    append(it.path(), numbered_header + numbered_rows(101, 110));
    it.kill();
    CHECK(it.has(110));
    it.add(111, 120);
    CHECK(it.has(120));
    second.send(SIGTERM);
    CHECK(second.wait() == 0);
}

TEST_CASE("half a row at the moment of a kill is no row") {
    followed it;
    it.start();
    REQUIRE(it.has(100));
    const std::string row = numbered_rows(101, 101);
    append(it.path(), row.substr(0, 9));
    it.kill();
    it.start();
    append(it.path(), row.substr(9, row.size() - 10) + "\r");
    append(it.path(), "\n");
    CHECK(it.has(101));
    it.stop();
    CHECK(it.database.value("select event_name from ga4_events_raw where event_id = '101'") ==
          "view");
    CHECK(it.database.value("select count(*) from ga4_events_rejected") == "0");
}

TEST_CASE("another name of the file, a link or a hard link, is the same file") {
    followed it;
    it.start();
    REQUIRE(it.has(100));
    it.stop();
    fs::create_symlink(it.path(), it.file("link.csv"));
    it.add(101, 110);
    it.start("link.csv");
    CHECK(it.has(110));
    it.stop();
    // The link leads to a new file: the rest of the old one is read from where it lies.
    it.add(111, 120);
    append(it.file("b.csv"), numbered_header + numbered_rows(121, 130));
    fs::remove(it.file("link.csv"));
    fs::create_symlink(it.file("b.csv"), it.file("link.csv"));
    it.start("link.csv");
    CHECK(it.has(130));
    it.stop();
    CHECK_FALSE(it.has_said(lost));
}

TEST_CASE("a byte order mark, times that are moved, and a copy that ends inside quotes") {
    followed it;
    std::ofstream(it.path()) << "\xEF\xBB\xBF" + numbered_header + numbered_rows(1, 100);
    it.start();
    REQUIRE(it.has(100));
    it.kill();
    append(it.path(), numbered_rows(101, 110) + "111,\"u");
    fs::rename(it.path(), it.file("a.csv.1"));
    append(it.path(), numbered_header + numbered_rows(111, 120));
    it.start();
    CHECK(it.has(120));
    it.stop();
    CHECK(it.database.value("select count(*) from ga4_events_rejected") == "1");
}

TEST_CASE("a compressed file is not followed") {
    const temporary_database database;
    const temporary_directory folder;
    const program_run refused =
        run_program("attrib-stream", at(database) + "--follow " + folder.write("a.csv", gzip("x")));
    CHECK(refused.status == 1);
    CHECK_THAT(refused.err, Catch::Contains("cannot be followed"));
}

}  // namespace attrib::test
