#include <libattrib/journeys/removal_effects.hpp>
#include <tests/support/journeys_by_hand.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

chain_question march(journey_dimension by = journey_dimension::channel) {
    return {day("2025-03-01"), day("2025-03-02"), "purchase", by};
}

}  // namespace

TEST_CASE("the worked example has the removal effects that were worked out by hand") {
    const temporary_database database;
    fill(database, markov_example().csv());
    connection on = database.connect();
    const removal_effects read = read_removal_effects(on, march());
    CHECK(read.values == std::vector<std::string>{"Direct", "Display", "Email", "Paid Search"});
    CHECK(read.solved.conversion_chance == Approx(0.3).epsilon(1e-12));
    CHECK(read.effect_of("Paid Search") == 555'555'555'556);  // 5/9
    CHECK(read.effect_of("Direct") == 500'000'000'000);       // 1/2
    CHECK(read.effect_of("Display") == 208'333'333'333);      // 5/24
    CHECK(read.effect_of("Email") == 69'444'444'444);         // 5/72
    CHECK(read.effect_of("Affiliates") == 0);
}

TEST_CASE("sessions without a campaign are a state of their own") {
    const temporary_database database;
    fill(database, markov_example().csv());
    connection on = database.connect();
    const removal_effects read = read_removal_effects(on, march(journey_dimension::campaign));
    CHECK(read.values == std::vector<std::string>{""});
    CHECK(read.effect_of("") == whole_effect);
}

TEST_CASE("days without journeys have no states and no effects") {
    const temporary_database database;
    fill(database, markov_example().csv());
    connection on = database.connect();
    const removal_effects read =
        read_removal_effects(on, {day("2025-04-01"), day("2025-04-02"), "purchase"});
    CHECK(read.values.empty());
    CHECK(read.solved.conversion_chance == 0);
}

TEST_CASE("a chain of too many values is refused with the remedy") {
    const temporary_database database;
    fill(database, markov_example().csv());
    connection on = database.connect();
    on.run(
        "insert into dda_transitions_daily (conversion_name, day, dimension, kind, to_value, "
        "journeys) select 'purchase', '2025-03-01', 'campaign', 'start', i::text, 1 from "
        "generate_series(1, 1001) as i");
    CHECK_THROWS_WITH(read_removal_effects(on, march(journey_dimension::campaign)),
                      Catch::Contains("1002 values, more than 1000: ask by channel"));
}

}  // namespace attrib::test
