// attrib-load is killed after its batch was committed on the coordinator and before it was on the
// workers.
#include <future>
#include <tests/catch.hpp>
#include <tests/citus/commit_gate.hpp>
#include <tests/citus/twins.hpp>

namespace attrib::test {
namespace {

// Moves the shard of a user to the other worker.
constexpr const char* move_shard =
    "select citus_move_shard_placement(shardid, here.nodename, here.nodeport, there.nodename, "
    "there.nodeport, $2::citus.shard_transfer_mode) from (select shardid, nodename, nodeport from "
    "pg_dist_placement join pg_dist_node using (groupid) where shardid = "
    "get_shard_id_for_distribution_column('ga4_events_raw', $1::text)) as here join pg_dist_node "
    "as "
    "there on there.groupid <> 0 and there.nodeport <> here.nodeport limit 1";

constexpr const char* count_of_waiting_locks =
    "select sum(result::integer) from run_command_on_workers('select count(*) from pg_locks where "
    "locktype = ''advisory'' and not granted and database = (select oid from pg_database where "
    "datname = current_database())')";

}  // namespace

TEST_CASE("a shard does not move away from rows that a killed load left prepared") {
    if (!has_cluster()) return;
    const cluster_database cluster;
    const temporary_database plain;
    const temporary_directory folder;
    const std::string path = folder.write("a.csv", generated_csv(small_scenario(1'000)));
    twins::run("attrib-load", at(plain) + path);
    commit_gate gate(cluster);
    child killed("attrib-load", {"--database", cluster.name(), path}, folder.file("log"));
    REQUIRE(gate.holds(1));
    killed.send(SIGKILL);
    CHECK(killed.wait() == 128 + SIGKILL);
    gate.open();
    REQUIRE(
        eventually([&] { return cluster.value("select count(*) from ingest_batches") == "1"; }));
    REQUIRE(cluster.value("select count(*) from ga4_events_raw") == "0");

    const std::string user = plain.value("select min(user_pseudo_id) from ga4_events_raw");
    std::future<void> moved = std::async(std::launch::async, [&] {
        cluster.connect().run(move_shard, {user, "block_writes"});
    });
    const auto has_moved = [&] {
        return moved.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    };
    CHECK(eventually([&] { return has_moved() || cluster.value(count_of_waiting_locks) != "0"; }));
    CHECK_FALSE(has_moved());
    twins::run("attrib-load", at(cluster) + path);
    moved.get();
    CHECK(fingerprint(cluster) == fingerprint(plain));
}

}  // namespace attrib::test
