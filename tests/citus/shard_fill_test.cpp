#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/marts/shard_fill.hpp>
#include <tests/catch.hpp>
#include <tests/citus/cluster.hpp>

namespace attrib::test {

TEST_CASE("where a worker cannot be reached from here, it is said and nothing is made") {
    if (!has_cluster()) return;
    const cluster_database cluster;
    connection on = cluster.connect();
    // As a program outside the cluster's network finds it.
    on.run(
        "update pg_dist_node set nodeport = 1 where groupid = (select max(groupid) from "
        "pg_dist_node)");
    std::string told;
    rebuild_options options;
    options.database = cluster.name();
    options.on_message = [&](const std::string& message) { told = message; };
    const channel_classifier classifier = default_channel_classifier();
    const std::string schema = "public";
    const set_aside nothing;
    CHECK_FALSE(fill_shards({options, classifier, schema, nothing, stored_tables, 0}));
    CHECK_THAT(told, Catch::Matchers::Contains("cannot be reached from here"));
    CHECK(cluster.value("select to_regclass('int_sessions__next') is null") == "t");
}

}  // namespace attrib::test
