#include <libattrib/sql_models/verify_chains.hpp>
#include <tests/support/journeys_by_hand.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {

TEST_CASE("SQL finds the removal effects that the solver finds") {
    const temporary_database database;
    journeys_by_hand journeys = markov_example();
    journeys.add({"Direct", "Direct", "Email", "Direct", "Direct"}, 3, 2);
    journeys.add({"Affiliates"}, 0, 4);
    fill(database, journeys.csv());
    connection on = database.connect();
    const transaction work(on);
    const auto chains = compare_chains(on, {"purchase", "sign_up"});
    REQUIRE(chains.size() == 4);
    CHECK(chains[0].states == 5);
    CHECK(chains[1].states == 1);
    CHECK(chains[2].states == 0);
    for (const chain_comparison& each : chains) {
        CHECK(each.is_compared);
        CHECK(each.largest_difference < 1e-12);
    }
}

TEST_CASE("a chain that was solved from other counts is found") {
    const temporary_database database;
    fill(database, markov_example().csv());
    connection on = database.connect();
    on.run(
        "insert into dda_transitions_daily (conversion_name, day, dimension, kind, from_value, "
        "journeys) values ('purchase', '1800-01-01', 'channel', 'conversion', 'Direct', 5)");
    const transaction work(on);
    CHECK(compare_chains(on, {"purchase"})[0].largest_difference > 0.01);
}

TEST_CASE("a chain of many states is left out and says so") {
    const temporary_database database;
    fill(database, markov_example().csv());
    connection on = database.connect();
    on.run(
        "insert into dda_transitions_daily (conversion_name, day, dimension, kind, to_value, "
        "journeys) select 'purchase', '2025-03-01', 'campaign', 'start', i::text, 1 from "
        "generate_series(1, 2000) as i");
    const transaction work(on);
    const auto chains = compare_chains(on, {"purchase"});
    CHECK(chains[1].states == 2001);
    CHECK_FALSE(chains[1].is_compared);
}

}  // namespace attrib::test
