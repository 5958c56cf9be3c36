#include <libattrib/ingest/shard_store.hpp>
#include <libattrib/marts/forget.hpp>
#include <libattrib/postgres/unfinished_commits.hpp>
#include <tests/catch.hpp>
#include <tests/citus/cluster.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

const std::string source = "source";

// Batches of one event of each of 100 users, one after the other in the source.
struct batches {
    explicit batches(const cluster_database& cluster)
        : on(cluster.connect()), store(on, cluster.name()) {}

    std::optional<row_counts> add(std::uint64_t place) {
        const std::int64_t id = reserve_batch_id(on, batch_kind::bulk);
        rows.clear(id, store.shards());
        for (int user = 0; user < 100; ++user) {
            const std::string name = "u" + std::to_string(user);
            event one = make_event("a", "2025-03-01T10:00:00Z", "page_view");
            one.user_pseudo_id = name;
            rows.accept(one);
        }
        event_chunk where;
        where.begin = place * 10;
        where.end = where.begin + 10;
        return store.store(rows, {id, source, source, where, {100, 100, 0, 10, 0}});
    }

    connection on;
    shard_store store;
    raw_batch rows;
};

std::string rows_of_raw(const cluster_database& cluster) {
    return cluster.value(
               "select count(*) || ' ' || count(distinct user_pseudo_id) from ga4_events_raw") +
           ' ' + cluster.value("select coalesce(sum(rows), 0) from ingest_batches");
}

}  // namespace

TEST_CASE("a batch goes to its users' shards, once, with its row in the ledger") {
    if (!has_cluster()) return;
    const cluster_database cluster;
    batches test(cluster);
    REQUIRE(can_store_in_shards(test.on, cluster.name(), {}));
    CHECK(test.add(0));
    CHECK_FALSE(test.add(0));
    CHECK(rows_of_raw(cluster) == "100 100 100");
    // Queries for one user are sent to the shard that has their hash.
    for (const char* const user : {"u1", "u50", "u99"})
        CHECK(cluster.value("select count(*) from ga4_events_raw where user_pseudo_id = '" +
                            std::string(user) + "'") == "1");

    // A shard that has moved since.
    test.on.run(
        "select citus_move_shard_placement(shardid, here.nodename, here.nodeport, there.nodename, "
        "there.nodeport, 'block_writes') from (select shardid, nodename, nodeport from "
        "pg_dist_placement join pg_dist_node using (groupid) where shardid = "
        "get_shard_id_for_distribution_column('ga4_events_raw', 'u1')) as here join pg_dist_node "
        "as there on there.groupid <> 0 and there.nodeport <> here.nodeport limit 1");
    CHECK(test.add(1));
    CHECK(rows_of_raw(cluster) == "200 100 200");

    // Rows of forgotten users are left out.
    forget_users(test.on, {"u1"});
    const auto stored = test.add(2);
    REQUIRE(stored);
    CHECK((stored->accepted == 99 && stored->forgotten == 1));
    CHECK(rows_of_raw(cluster) == "297 99 297");
}

TEST_CASE("what a worker refuses leaves nothing on the others nor in the ledger") {
    if (!has_cluster()) return;
    const cluster_database cluster;
    batches test(cluster);
    test.on.run(
        "alter table ga4_events_raw add constraint no_such_user check (user_pseudo_id <> 'u1')");
    CHECK_THROWS_AS(test.add(0), database_failure);
    CHECK(rows_of_raw(cluster) == "0 0 0");
    CHECK(cluster.value("select sum(result::integer) from run_command_on_workers('select count(*) "
                        "from pg_prepared_xacts where database = current_database()')") == "0");
    test.on.run("alter table ga4_events_raw drop constraint no_such_user");
    CHECK(test.add(0));
    CHECK(rows_of_raw(cluster) == "100 100 100");
}

TEST_CASE("rows go through the coordinator where the shards are out of reach, which is said") {
    if (!has_cluster()) return;
    const cluster_database cluster;
    connection on = cluster.connect();
    std::string told;
    const auto tell = [&](const std::string& message) { told = message; };
    SECTION("a worker cannot be reached from here") {
        on.run(
            "update pg_dist_node set nodeport = 1 where groupid = (select max(groupid) from "
            "pg_dist_node)");
        CHECK_FALSE(can_store_in_shards(on, cluster.name(), tell));
        CHECK_THAT(told, Catch::Matchers::Contains("through the cluster's coordinator") &&
                             Catch::Matchers::Contains("cannot connect"));
    }
    SECTION("the role may insert, and owns nothing") {
        on.run("create role attrib_test_loader");
        on.run("set role attrib_test_loader");
        CHECK_FALSE(can_store_in_shards(on, cluster.name(), tell));
        CHECK_THAT(told, Catch::Matchers::Contains("does not own ga4_events_raw"));
        on.run("reset role");
        on.run("drop role attrib_test_loader");
    }
}

}  // namespace attrib::test
