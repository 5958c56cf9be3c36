// The solver of Markov chains against fractions.
#include <libattrib/attribution/markov.hpp>
#include <tests/catch.hpp>
#include <tests/support/exact_markov.hpp>

namespace attrib::test {
namespace {

using unit_counts = std::vector<std::uint64_t>;

// The example of docs/paths.md: Direct, Display, Email, Paid Search.
markov_chain example_chain() {
    markov_chain chain(4);
    chain.starts = {8, 7, 1, 4};
    chain.conversions = {3, 0, 0, 3};
    chain.ends = {6, 4, 0, 4};
    chain.step(1, 3) = 3;
    chain.step(2, 3) = 1;
    chain.step(3, 0) = 1;
    return chain;
}

TEST_CASE("the worked example, solved by hand") {
    const markov_effects found = solve(example_chain()).value();
    CHECK(found.conversion_chance == Approx(0.3).epsilon(1e-15));
    CHECK(found.chances[0] == Approx(1.0 / 3).epsilon(1e-15));
    CHECK(found.chances[1] == Approx(5.0 / 28).epsilon(1e-15));
    CHECK(found.chances[2] == Approx(5.0 / 12).epsilon(1e-15));
    CHECK(found.chances[3] == Approx(5.0 / 12).epsilon(1e-15));
    CHECK(found.effects ==
          unit_counts{500'000'000'000, 208'333'333'333, 69'444'444'444, 555'555'555'556});
}

TEST_CASE("fractions say the same of the worked example") {
    const exact_effects found = solve_exactly(example_paths(), 1);
    CHECK(found.conversion_chance == "3/10");
    CHECK(found.fractions == std::vector<std::string>{"1/2", "5/24", "5/72", "5/9"});
    CHECK(found.effects == solve(example_chain()).value().effects);
}

TEST_CASE("steps from a state to itself change no bit") {
    markov_chain chain = example_chain();
    for (std::size_t i = 0; i < chain.size(); ++i) chain.step(i, i) = 1000 + i;
    const markov_effects found = solve(chain).value();
    const markov_effects plain = solve(example_chain()).value();
    CHECK(found.effects == plain.effects);
    CHECK(found.chances == plain.chances);
    CHECK(found.conversion_chance == plain.conversion_chance);
}

TEST_CASE("a single channel takes all along, and a channel that never converts nothing") {
    markov_chain chain(2);
    chain.starts = {7, 2};
    chain.conversions = {3, 0};
    chain.ends = {4, 2};
    const markov_effects found = solve(chain).value();
    CHECK(found.effects == unit_counts{whole_effect, 0});
    CHECK(found.conversion_chance == Approx(3.0 / 9));
}

TEST_CASE("where nothing converts, nothing has an effect") {
    markov_chain chain(2);
    chain.starts = {1, 0};
    chain.step(0, 1) = 1;
    chain.ends = {0, 1};
    const markov_effects found = solve(chain).value();
    CHECK(found.conversion_chance == 0);
    CHECK(found.effects == unit_counts{0, 0});
    CHECK(solve(markov_chain()).value().effects.empty());
}

TEST_CASE("a state that no journey meets has no effect and changes none") {
    markov_chain chain(3);
    chain.starts = {4, 0, 0};
    chain.step(0, 2) = 4;
    chain.conversions = {0, 0, 4};
    CHECK(solve(chain).value().effects == unit_counts{whole_effect, 0, whole_effect});
}

TEST_CASE("a state that no journey ends from is an error that says which") {
    markov_chain chain = example_chain();
    chain.conversions[0] = chain.ends[0] = 0;
    const auto refused = solve(chain);
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == errc::endless_journeys);
    CHECK(refused.error().message == "no journey ends from state 0");
    // Two states that send journeys to each other for ever.
    markov_chain loop(3);
    loop.starts = {1, 1, 0};
    loop.conversions[0] = 1;
    loop.step(1, 2) = loop.step(2, 1) = 5;
    CHECK(solve(loop).error().message == "no journey ends from state 1");
}

TEST_CASE("groups of states are removed together and may overlap") {
    const markov_chain chain = example_chain();
    const std::vector<state_group> groups{{0, 3}, {3}, {}, {0, 1, 2, 3}, {1, 2}};
    const markov_effects found = solve(chain, groups).value();
    // Without Direct and Paid Search nothing converts; without Display and Email Paid Search's own
    // starts and Direct's: 5/3 + 8/3 of 6.
    CHECK(found.effects ==
          unit_counts{whole_effect, 555'555'555'556, 0, whole_effect, 277'777'777'778});
}

TEST_CASE("counts of any size are solved") {
    markov_chain chain = example_chain();
    const std::uint64_t many = std::uint64_t{1} << 58;
    for (auto* counts : {&chain.starts, &chain.conversions, &chain.ends, &chain.steps})
        for (std::uint64_t& each : *counts) each *= many;
    CHECK(solve(chain).value().effects == solve(example_chain()).value().effects);
}

TEST_CASE("an effect's text has twelve decimals") {
    CHECK(effect_text(0) == "0.000000000000");
    CHECK(effect_text(69'444'444'444) == "0.069444444444");
    CHECK(effect_text(whole_effect) == "1.000000000000");
}

}  // namespace
}  // namespace attrib::test
