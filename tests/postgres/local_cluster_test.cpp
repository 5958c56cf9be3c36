#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <libattrib/core/error.hpp>
#include <libattrib/core/threads.hpp>
#include <memory>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

bool is_up(const local_cluster& cluster) {
    return std::filesystem::exists(cluster.data() / "postmaster.pid");
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
