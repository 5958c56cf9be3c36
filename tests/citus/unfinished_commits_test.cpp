#include <libattrib/postgres/shards.hpp>
#include <libattrib/postgres/unfinished_commits.hpp>
#include <tests/catch.hpp>
#include <tests/citus/cluster.hpp>

namespace attrib::test {
namespace {

constexpr const char* count_rows = "select count(*) from ga4_events_raw";
constexpr const char* count_prepared =
    "select sum(result::integer) from run_command_on_workers('select count(*) from "
    "pg_prepared_xacts where database = current_database()')";

// Prepares one row on the node that has it, as part of the open transaction on `coordinator`.
std::string prepare_row(connection& coordinator, const std::string& database,
                        connection& at_coordinator) {
    const std::vector<shard> shards = shards_of(at_coordinator, database, "ga4_events_raw");
    const shard& place = shards[place_of(shards, "u")];
    connection node(place.node);
    transaction part(node);
    node.run("insert into " + place.relation +
             " (batch_id, user_pseudo_id, event_timestamp, event_name) values (2, 'u', now(), "
             "'n')");
    std::string name = name_for_parts(coordinator, at_coordinator);
    prepare_part(node, name);
    return name;
}

}  // namespace

TEST_CASE("a prepared part ends as the coordinator's transaction ended") {
    if (!has_cluster()) return;
    const cluster_database cluster;
    connection on = cluster.connect();
    connection other = cluster.connect();
    SECTION("committed") {
        transaction work(on);
        prepare_row(on, cluster.name(), other);
        // What still runs is left alone.
        recover_transactions(other);
        CHECK(cluster.value(count_prepared) == "1");
        CHECK_FALSE(has_unfinished_commits(other));
        work.commit();
        CHECK(has_unfinished_commits(other));
        CHECK(cluster.value(count_rows) == "0");
        recover_transactions(other);
        CHECK(cluster.value(count_rows) == "1");
    }
    SECTION("rolled back") {
        {
            const transaction work(on);
            prepare_row(on, cluster.name(), other);
        }
        CHECK_FALSE(has_unfinished_commits(other));
        recover_transactions(other);
        CHECK(cluster.value(count_rows) == "0");
    }
    SECTION("committed by recovery before its own program") {
        transaction work(on);
        const std::string name = prepare_row(on, cluster.name(), other);
        work.commit();
        recover_transactions(other);
        connection node(cluster.worker(1));
        commit_part(node, name);
        CHECK(cluster.value(count_rows) == "1");
    }
    CHECK_FALSE(has_unfinished_commits(other));
    CHECK(cluster.value(count_prepared) == "0");
}

}  // namespace attrib::test
