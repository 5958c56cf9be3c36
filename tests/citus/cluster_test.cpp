// All programs on a Citus cluster: the tables and answers of one Postgres, row by row.
#include <libattrib/marts/refresh.hpp>
#include <tests/catch.hpp>
#include <tests/citus/twins.hpp>

namespace attrib::test {

TEST_CASE("either engine makes on a cluster the tables of one Postgres, and verifies them") {
    if (!has_cluster()) return;
    twins test;
    test.load("one.csv", 7, 6'000);
    test.model("build");
    test.check_equal();
    test.check_verified("sql");
    test.load("two.csv", 8, 3'000);
    test.model("build --engine sql");
    test.check_equal();
    test.check_verified("cpp");
    test.load("three.csv", 9, 1'000);
    test.model("build --engine sql");  // users with new events only
    test.check_equal();
}

TEST_CASE("a worker is refused, and told where the coordinator is") {
    if (!has_cluster()) return;
    const cluster_database cluster;
    const temporary_directory folder;
    const std::string worker = "--database \"" + cluster.worker(1) + "\" ";
    const std::string file = folder.write("a.csv", generated_csv(small_scenario(10)));
    for (const program_run& refused :
         {run_program("attrib-load", worker + file),
          run_program("attrib-model", "init --distributed " + worker)}) {
        CHECK(refused.status == 1);
        CHECK_THAT(refused.err, Catch::Matchers::Contains("is a worker of a Citus cluster"));
    }
}

TEST_CASE("tables that have rows are spread, and nothing of them stays on the coordinator") {
    if (!has_cluster()) return;
    const cluster_database cluster(cluster_database::not_distributed{});
    const temporary_directory folder;
    twins::run("attrib-load",
               at(cluster) + folder.write("a.csv", generated_csv(small_scenario(1'000))));
    twins::run("attrib-model", "build " + at(cluster));
    const auto before = rows_of(cluster, "int_sessions");
    twins::run("attrib-model", "init --distributed " + at(cluster));
    CHECK(rows_of(cluster, "int_sessions") == before);
    CHECK(cluster.value("select sum(pg_relation_size(oid)) from pg_class where relname in "
                        "('ga4_events_raw', 'int_sessions', 'mart_last_click')") == "0");
    twins::run("attrib-model", "init --distributed " + at(cluster));
    // Shards can move while they change, also those of rebuilt tables.
    for (const std::string engine : {"cpp", "sql"}) {
        twins::run("attrib-model", "build --engine " + engine + " " + at(cluster));
        CHECK(rows_of(cluster, "int_sessions") == before);
        CHECK(cluster.value("select string_agg(relname, ' ') from pg_dist_partition join pg_class "
                            "on pg_class.oid = logicalrelid where partmethod = 'h' and "
                            "relreplident <> 'f'") == "");
    }
}

TEST_CASE("users who were set aside are left out on all nodes, where each takes its own") {
    if (!has_cluster()) return;
    const std::string engine = GENERATE("cpp", "sql");
    twins test;
    test.load("one.csv", 7, 2'000);
    for (const temporary_database* each :
         {static_cast<temporary_database*>(&test.cluster), &test.plain})
        each->connect().run(
            "insert into quarantine (user_pseudo_id, state, message) select user_pseudo_id, 'e', "
            "'m' from "
            "ga4_events_raw order by user_pseudo_id limit 1");
    test.model("build --engine " + engine);
    test.check_equal();
    if (engine == "cpp") return;  // makes no stg_changed_users
    connection on = test.cluster.connect();
    const query_result plan = on.run(
        "explain insert into stg_changed_users select user_pseudo_id from ga4_events_modeled group "
        "by user_pseudo_id");
    // Else rows would come to the coordinator and go back.
    for (std::size_t i = 0; i < plan.rows(); ++i)
        CHECK(plan.text(i, 0).find("INSERT/SELECT method") == std::string_view::npos);
}

TEST_CASE("people are forgotten on all nodes, and left out of what is loaded later") {
    if (!has_cluster()) return;
    twins test;
    test.load("one.csv", 7, 2'000);
    test.model("build");
    const std::string user = test.plain.value("select min(user_pseudo_id) from mart_last_click");
    test.model("forget --user '" + user + "'");
    test.check_equal();
    // The same scenario makes the same users.
    scenario again = small_scenario(2'100);
    const std::string path = test.folder.write("again.csv", generated_csv(again));
    for (const temporary_database* each :
         {static_cast<temporary_database*>(&test.cluster), &test.plain})
        twins::run("attrib-load", at(*each) + path);
    test.model("build");
    test.check_equal();
    CHECK(test.cluster.value("select count(*) from ga4_events_raw where user_pseudo_id = " +
                             quote_text(user)) == "0");
}

TEST_CASE("what is streamed into a cluster is followed there") {
    if (!has_cluster()) return;
    twins test;
    test.load("one.csv", 7, 2'000);
    test.model("build");
    scenario late = small_scenario(1'500, 20'000);
    late.seed = 11;
    const std::string path = test.folder.write("late.csv", generated_csv(late));
    for (const temporary_database* each :
         {static_cast<temporary_database*>(&test.cluster), &test.plain}) {
        twins::run("attrib-stream", "--batch-rows 100 " + at(*each) + path);
        connection on = each->connect();
        refresher refresh(on, {}, default_channel_classifier());
        while (refresh.take_waiting(300)) {
        }
        CHECK(each->value("select count(*) from ingest_batches where not in_marts") == "0");
    }
    test.check_equal();
}

TEST_CASE("all nodes prepare a refresh, though it only reads and copies") {
    if (!has_cluster()) return;
    const cluster_database cluster;
    twins::run("attrib-model", "build " + at(cluster));
    connection on = cluster.connect();
    refresher refresh(on, {}, default_channel_classifier());
    // Users who are new: no row of them is there to be changed.
    const temporary_directory folder;
    scenario some = small_scenario(200, 1'000);
    const std::string path = folder.write("new.csv", generated_csv(some));
    twins::run("attrib-stream", at(cluster) + path);
    on.run("select recover_prepared_transactions()");
    REQUIRE(cluster.value("select count(*) from pg_dist_transaction") == "0");
    while (refresh.take_waiting(10'000)) {
    }
    REQUIRE(cluster.value("select count(*) > 0 from int_sessions") == "t");
    // Citus writes a row per prepared part, in the transaction that commits them.
    CHECK(cluster.value("select count(distinct groupid) from pg_dist_transaction") ==
          std::to_string(cluster_nodes().size() - 1));
}

TEST_CASE("a batch that a node does not show yet is waited for, by either engine") {
    if (!has_cluster()) return;
    const std::string engine = GENERATE("cpp", "sql");
    const cluster_database cluster;
    connection on = cluster.connect();
    const query_result place = on.run(
        "select shard_name('ga4_events_raw', shardid), nodeport::text, groupid from "
        "pg_dist_placement join pg_dist_node using (groupid) where shardid = "
        "get_shard_id_for_distribution_column('ga4_events_raw', 'u')");
    const std::string gid = "citus_0_1_2_3";
    for (std::size_t i = 1; i < cluster_nodes().size(); ++i) {
        connection worker(cluster.worker(i));
        if (worker.run("show port").text(0, 0) != place.text(0, 1)) continue;
        transaction left(worker);
        worker.run(
            fmt::format("insert into {} (batch_id, user_pseudo_id, event_timestamp, "
                        "event_name) values (2, 'u', '2025-03-01Z', 'purchase')",
                        place.text(0, 0)));
        worker.run("prepare transaction " + quote_text(gid));
    }
    on.run(
        "insert into pg_dist_transaction (groupid, gid, outer_xid) values ($1, $2, "
        "pg_current_xact_id())",
        {std::string(place.text(0, 2)), gid});
    on.run(
        "insert into ingest_batches (batch_id, source, source_name, position_from, position_to, "
        "line_to, rows, rejected) values (2, 'a', 'a', 0, 1, 1, 1, 0)");
    const program_run built =
        twins::run("attrib-model", "build --engine " + engine + " " + at(cluster));
    CHECK_THAT(built.err,
               Catch::Matchers::Contains("not all nodes of the cluster show what was committed"));
    CHECK(cluster.value("select count(*) from mart_last_click") == "1");
    CHECK(cluster.value("select in_marts from ingest_batches") == "t");
}

}  // namespace attrib::test
