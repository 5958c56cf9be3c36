// Names of prepared parts, which any Postgres can give. tests/citus has the rest.
#include <libattrib/postgres/unfinished_commits.hpp>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/postmaster.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

// As a crash of the machine does, what is not flushed yet is lost.
void crash(const local_cluster& cluster) {
    const std::filesystem::path running = cluster.data() / "postmaster.pid";
    signal_postmaster(cluster, SIGQUIT);
    REQUIRE(eventually([&] { return !std::filesystem::exists(running); }));
}

}  // namespace

TEST_CASE("no later transaction has the number of one whose parts outlive a crash") {
    const reachable_directory folder;
    local_cluster cluster(folder.file("data"));
    std::string name;
    {
        connection on(cluster.database());
        connection other(cluster.database());
        const transaction work(on);
        name = name_for_parts(on, other);
        crash(cluster);
    }
    cluster.start();
    connection on(cluster.database());
    const query_result numbers = on.run(
        "select pg_current_xact_id() > lost, pg_xact_status(lost) from (select split_part($1, '_', "
        "2)::xid8) as part (lost)",
        {name});
    CHECK(numbers.boolean(0, 0));
    CHECK(numbers.text(0, 1) == "aborted");
}

}  // namespace attrib::test
