#include <libattrib/postgres/shards.hpp>
#include <set>
#include <tests/catch.hpp>
#include <tests/citus/cluster.hpp>

namespace attrib::test {

TEST_CASE("shards are where their users are, of all tables alike") {
    if (!has_cluster()) return;
    const cluster_database cluster;
    connection on = cluster.connect();
    on.run(
        "insert into ga4_events_raw (batch_id, user_pseudo_id, event_timestamp, event_name) select "
        "2, i, now(), 'n' from generate_series(1, 300) as i");
    const std::vector<shard> raw = shards_of(on, cluster.name(), "ga4_events_raw");
    const std::vector<shard> sessions = shards_of(on, cluster.name(), "int_sessions");
    REQUIRE(raw.size() == sessions.size());
    std::set<std::string> nodes;
    std::int64_t rows = 0;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        CHECK(raw[i].node == sessions[i].node);
        nodes.insert(raw[i].node);
        connection node(raw[i].node);
        rows += node.run("select count(*) from " + raw[i].relation).integer(0, 0);
        CHECK(node.run("select count(*) from " + sessions[i].relation).integer(0, 0) == 0);
    }
    CHECK(rows == 300);
    const query_result homes = on.run(
        "select i, get_shard_id_for_distribution_column('ga4_events_raw', i::text) from "
        "generate_series(1, 1000) as i");
    for (std::size_t i = 0; i < homes.rows(); ++i)
        CHECK(raw[place_of(raw, homes.text(i, 0))].id == homes.integer(i, 1));
    CHECK(nodes.size() == cluster_nodes().size() - 1);
}

}  // namespace attrib::test
