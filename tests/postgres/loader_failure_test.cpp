// What goes wrong while a file is loaded: afterwards the same command goes on, and every row is
// there once. The program is the real one, the server, too.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <libattrib/core/error.hpp>
#include <libattrib/core/random.hpp>
#include <random>
#include <tests/catch.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/loads.hpp>
#include <thread>

namespace attrib::test {
namespace {

// A file of events that takes some hundred batches, and what is in the tables when it is loaded.
struct loaded_file {
    temporary_directory folder;
    std::string path;
    std::string fingerprint;

    loaded_file() {
        path = folder.write("events.csv", generated_csv(small_scenario(60'000, 20'000)));
        const temporary_database database;
        load_file(path, small_batches(database));
        fingerprint = test::fingerprint(database);
    }
};

const loaded_file& big_file() {
    static const loaded_file file;
    return file;
}

// attrib-load in a process of its own.
class loader_process {
   public:
    loader_process(const temporary_database& database, const std::string& path) {
        child_ = fork();
        if (child_ != 0) return;
        const std::string program = std::string(ATTRIB_PROGRAMS) + "/attrib-load";
        freopen("/dev/null", "w", stdout);
        freopen("/dev/null", "w", stderr);
        execl(program.c_str(), "attrib-load", "--batch-kib", "64", "--database",
              database.name().c_str(), path.c_str(), nullptr);
        _exit(127);
    }

    void signal(int number) const { kill(child_, number); }

    // Whether it has ended by now.
    bool has_ended() { return waitpid(child_, &status_, WNOHANG) == child_; }

    int wait() {
        waitpid(child_, &status_, 0);
        return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
    }

   private:
    pid_t child_ = 0;
    int status_ = 0;
};

std::int64_t batches(connection& on) {
    return on.run("select count(*) from ingest_batches").integer(0, 0);
}

// A load in a thread of this process; what it threw.
class loader_thread {
   public:
    loader_thread(const temporary_database& database, const std::string& path)
        : thread_([this, options = small_batches(database), path] {
              try {
                  load_file(path, options);
              } catch (const failure& failed) {
                  failed_ = failed.what();
              }
              ended_ = true;
          }) {}

    [[nodiscard]] bool has_ended() const noexcept { return ended_; }

    std::string wait() {
        thread_.join();
        return failed_;
    }

   private:
    std::string failed_;
    std::atomic<bool> ended_{false};
    std::jthread thread_;
};

}  // namespace

TEST_CASE("kill -9 at ten random moments loses nothing and doubles nothing") {
    const temporary_database database;
    connection watch = database.connect();
    random_stream random(std::random_device{}());
    for (int kills = 0; kills < 10; ++kills) {
        loader_process loader(database, big_file().path);
        const std::int64_t enough = batches(watch) + static_cast<std::int64_t>(random.below(8));
        while (batches(watch) < enough && !loader.has_ended()) {
        }
        // Somewhere within the next batches: as long as some queries take.
        for (std::uint64_t i = random.below(20); i > 0; --i) watch.run("select 1");
        loader.signal(SIGKILL);
        REQUIRE(loader.wait() == 128 + SIGKILL);
    }
    CHECK(fingerprint(database) != big_file().fingerprint);
    CHECK(loader_process(database, big_file().path).wait() == 0);
    CHECK(fingerprint(database) == big_file().fingerprint);
}

TEST_CASE("Ctrl-C ends a load in good order") {
    const temporary_database database;
    connection watch = database.connect();
    loader_process loader(database, big_file().path);
    while (batches(watch) < 3) {
    }
    loader.signal(SIGINT);
    CHECK(loader.wait() == 1);
    CHECK(fingerprint(database).ends_with("ledger t"));
    CHECK(loader_process(database, big_file().path).wait() == 0);
    CHECK(fingerprint(database) == big_file().fingerprint);
}

TEST_CASE("a connection that is cut in the middle of COPY is an error, and the load goes on") {
    const temporary_database database;
    connection watch = database.connect();
    loader_thread loader(database, big_file().path);
    const std::string cut =
        "select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity "
        "where datname = current_database() and query like 'copy ga4_events_raw%' "
        "and state = 'active' and (select count(*) from ingest_batches) > 3";
    while (watch.run(cut).integer(0, 0) == 0) REQUIRE_FALSE(loader.has_ended());
    const std::string message = loader.wait();
    CHECK_THAT(message, Catch::Matchers::Contains("run the same command again"));
    CHECK(fingerprint(database).ends_with("ledger t"));
    load_file(big_file().path, small_batches(database));
    CHECK(fingerprint(database) == big_file().fingerprint);
}

TEST_CASE("a server that is stopped and started again") {
    const temporary_database database;
    loader_thread loader(database, big_file().path);
    {
        connection watch = database.connect();
        while (batches(watch) < 5) {
        }
    }
    test_cluster().stop();
    CHECK_THAT(loader.wait(), Catch::Matchers::Contains("run the same command again"));
    CHECK_THROWS_AS(load_file(big_file().path, small_batches(database)), failure);
    test_cluster().start();
    load_file(big_file().path, small_batches(database));
    CHECK(fingerprint(database) == big_file().fingerprint);
}

TEST_CASE("a disk that fills up") {
    const reachable_directory folder;
    const std::string place = folder.file("small");
    std::filesystem::create_directory(place);
    if (geteuid() != 0 ||
        std::system(("mount -t tmpfs -o size=12m tmpfs " + place + " 2>/dev/null").c_str()) != 0) {
        WARN("skipped: this user cannot mount a small disk");
        return;
    }
    const std::string data = place + "/data";
    std::filesystem::create_directory(data);
    REQUIRE(std::system(("chown postgres " + data).c_str()) == 0);
    {
        connection admin(test_cluster().database());
        admin.run("create tablespace small location " + quote_text(data));
        const temporary_database database("tablespace small");
        CHECK_THROWS_WITH(load_file(big_file().path, small_batches(database)),
                          Catch::Matchers::Contains("free space"));
        // A connection may need room for a file of its own.
        REQUIRE(std::system(("mount -o remount,size=256m " + place).c_str()) == 0);
        CHECK(fingerprint(database).ends_with("ledger t"));
        load_file(big_file().path, small_batches(database));
        CHECK(fingerprint(database) == big_file().fingerprint);
        const std::string name = database.value("select current_database()");
        admin.run("drop database " + name);
        admin.run("drop tablespace small");
    }
    CHECK(std::system(("umount " + place).c_str()) == 0);
}

}  // namespace attrib::test
