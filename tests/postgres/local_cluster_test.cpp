#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <libattrib/core/error.hpp>
#include <libattrib/core/threads.hpp>
#include <memory>
#include <mutex>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/postmaster.hpp>
#include <tests/support/temporary_database.hpp>
#include <thread>

namespace attrib::test {
namespace {

bool is_up(const local_cluster& cluster) {
    return std::filesystem::exists(cluster.data() / "postmaster.pid");
}

bool is_silent(const local_cluster& cluster) {
    try {
        const connection answered(cluster.database());
        return false;
    } catch (const failure&) {
        return true;
    }
}

}  // namespace

TEST_CASE("the first starts the server, the last stops it, the data stays") {
    const reachable_directory folder;
    auto first = std::make_unique<local_cluster>(folder.file("data"));
    CHECK(first->has_started());
    connection(first->database()).run("create table t (a bigint)");
    auto second = std::make_unique<local_cluster>(folder.file("data"));
    CHECK_FALSE(second->has_started());
    first.reset();
    CHECK(is_up(*second));
    const std::filesystem::path pid = second->data() / "postmaster.pid";
    second.reset();
    CHECK_FALSE(std::filesystem::exists(pid));
    const local_cluster third(folder.file("data"));
    CHECK(connection(third.database()).run("select count(*) from t").integer(0, 0) == 0);
}

TEST_CASE("programs that start together share one server") {
    const reachable_directory folder;
    std::atomic<int> started{0};
    std::atomic<int> answered{0};
    run_on_threads(4, [&](unsigned) {
        const local_cluster cluster(folder.file("data"));
        started += cluster.has_started() ? 1 : 0;
        answered += connection(cluster.database()).run("select 1").integer(0, 0) == 1 ? 1 : 0;
    });
    CHECK(answered == 4);
    CHECK(started >= 1);
    CHECK_FALSE(std::filesystem::exists(folder.file("data/pgdata/postmaster.pid")));
}

TEST_CASE("after a user was killed the server is found again") {
    const reachable_directory folder;
    const pid_t child = fork();
    if (child == 0) {
        const local_cluster cluster(folder.file("data"));
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    const local_cluster cluster(folder.file("data"));
    CHECK_FALSE(cluster.has_started());
    CHECK(connection(cluster.database()).run("select 1").integer(0, 0) == 1);
}

TEST_CASE("a server that is killed starts again at once, whatever it left running") {
    constexpr int rounds = 24;
    const reachable_directory folder;
    const local_cluster cluster(folder.file("data"));
    connection(cluster.database()).run("create table t (a bigint)");
    for (int i = 0; i < rounds; ++i) {
        // A statement that notices nothing for a while, and sessions that wait.
        connection busy(cluster.database());
        std::jthread counting([&] {
            CHECK_THROWS_AS(busy.run("select count(*) from generate_series(1, 100000000000)"),
                            failure);
        });
        const connection idle(cluster.database());
        REQUIRE(eventually([&] {
            return connection(cluster.database())
                       .run(
                           "select count(*) from pg_stat_activity where state = 'active' and query "
                           "like 'select count%generate%' and pid <> pg_backend_pid()")
                       .integer(0, 0) == 1;
        }));
        INFO(contents_of((cluster.data() / "server.log").string()));
        signal_postmaster(cluster, SIGKILL);
        // The backend above would count for hours.
        kill(busy.backend_pid(), SIGKILL);
        const local_cluster next(folder.file("data"));
        CHECK(next.has_started());
        connection(next.database()).run("insert into t values (1)");
    }
    CHECK(connection(cluster.database()).run("select count(*) from t").integer(0, 0) == rounds);
}

TEST_CASE("nobody starts a second server beside the children of one that was killed") {
    const reachable_directory folder;
    const local_cluster cluster(folder.file("data"));
    connection busy(cluster.database());
    std::jthread counting([&] {
        CHECK_THROWS_AS(busy.run("select count(*) from generate_series(1, 100000000000)"), failure);
    });
    REQUIRE(eventually([&] {
        return connection(cluster.database())
                   .run(
                       "select count(*) from pg_stat_activity where state = 'active' and query "
                       "like "
                       "'select count%generate%' and pid <> pg_backend_pid()")
                   .integer(0, 0) == 1;
    }));
    signal_postmaster(cluster, SIGKILL);
    std::atomic<bool> is_started{false};
    std::jthread starting([&] {
        const local_cluster next(folder.file("data"));
        is_started = true;
        CHECK(connection(next.database()).run("select 1").integer(0, 0) == 1);
    });
    for (int i = 0; i < 20; ++i) {
        CHECK_FALSE(is_started);
        CHECK(is_silent(cluster));
    }
    kill(busy.backend_pid(), SIGKILL);
}

TEST_CASE("a connection that ends as another process crashed says so") {
    const reachable_directory folder;
    const local_cluster cluster(folder.file("data"));
    connection on(cluster.database());
    const connection crashing(cluster.database());
    REQUIRE(kill(crashing.backend_pid(), SIGKILL) == 0);
    CHECK_THROWS_WITH(on.run("select pg_sleep(600)"),
                      Catch::Matchers::Contains("crash of another server process"));
}

TEST_CASE("the server that a program keeps running comes back by itself") {
    const reachable_directory folder;
    std::mutex mutex;
    std::string said;
    local_cluster cluster(folder.file("data"));
    cluster.keep_running([&](const std::string& message) {
        const std::scoped_lock lock(mutex);
        said += message + "\n";
    });
    for (int i = 0; i < 2; ++i) {
        signal_postmaster(cluster, SIGKILL);
        CHECK(eventually([&] {
            try {
                return connection(cluster.database()).run("select 1").integer(0, 0) == 1;
            } catch (const failure&) {
                return false;
            }
        }));
    }
    CHECK(eventually([&] {
        const std::scoped_lock lock(mutex);
        return said.find("started again") != std::string::npos;
    }));
}

TEST_CASE("a socket folder that somebody else prepared is not used") {
    const reachable_directory folder;
    const std::filesystem::path victim = folder.file("victim");
    std::filesystem::create_directory(victim);
    std::filesystem::create_directory(folder.file("near"));
    std::filesystem::create_directory_symlink(victim, folder.file("near/socket"));
    CHECK_THROWS_WITH(local_cluster(folder.file("near")), Catch::Matchers::Contains("a link"));
    // A long name: the sockets are elsewhere, and whatever the link beside the data says counts
    // only when its end is closed to others and the server's own.
    const std::string far = folder.file(std::string(120, 'x'));
    std::filesystem::create_directory(far);
    std::filesystem::create_directory_symlink(victim, far + "/socket");
    const local_cluster cluster(far);
    CHECK(connection(cluster.database()).run("select 1").integer(0, 0) == 1);
    CHECK(std::filesystem::is_empty(victim));
    CHECK(std::filesystem::status(victim).permissions() != std::filesystem::perms::owner_all);
    CHECK(local_cluster(far).database() == cluster.database());
}

TEST_CASE("a pid file that was left over does not keep the server from starting") {
    const reachable_directory folder;
    std::filesystem::path pid;
    {
        const local_cluster cluster(folder.file("data"));
        pid = cluster.data() / "postmaster.pid";
    }
    // Our own number: a process that lives and is no Postgres.
    std::ofstream(pid) << getpid() << "\n/nowhere\n";
    const local_cluster cluster(folder.file("data"));
    CHECK(cluster.has_started());
    CHECK(connection(cluster.database()).run("select 1").integer(0, 0) == 1);
}

TEST_CASE("a folder that user postgres cannot reach, and one with a long name, both work") {
    const temporary_directory closed;  // mode 0700
    std::filesystem::path data;
    {
        const local_cluster cluster(closed.file("data"));
        data = cluster.data();
        CHECK(connection(cluster.database()).run("select 1").integer(0, 0) == 1);
    }
    if (geteuid() == 0) std::filesystem::remove_all(data.parent_path());
    const reachable_directory folder;
    const local_cluster cluster(folder.file(std::string(120, 'x')));
    CHECK(connection(cluster.database()).run("select 1").integer(0, 0) == 1);
}

TEST_CASE("a folder that cannot be made is an error with a reason") {
    const temporary_directory folder;
    const std::string file = folder.write("file", "");
    CHECK_THROWS_AS(local_cluster(file + "/data"), failure);
}

}  // namespace attrib::test
