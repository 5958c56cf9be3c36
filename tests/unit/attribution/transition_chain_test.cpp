#include <libattrib/attribution/transition_chain.hpp>
#include <tests/catch.hpp>
#include <tests/support/exact_markov.hpp>

namespace attrib::test {
namespace {

using enum transition_kind;

transition_row counted(transition_kind kind, const std::string& from, const std::string& to,
                       std::int64_t journeys) {
    return {"purchase", {}, journey_dimension::channel, kind, from, to, journeys};
}

}  // namespace

TEST_CASE("transitions of several days make the chain of the worked example") {
    const std::vector<transition_row> rows{counted(start, "", "Direct", 5),
                                           counted(start, "", "Display", 7),
                                           counted(start, "", "Email", 1),
                                           counted(start, "", "Paid Search", 4),
                                           counted(step, "Display", "Paid Search", 3),
                                           counted(step, "Email", "Paid Search", 1),
                                           counted(step, "Paid Search", "Direct", 1),
                                           counted(conversion, "Direct", "", 3),
                                           counted(conversion, "Paid Search", "", 3),
                                           counted(transition_kind::end, "Direct", "", 6),
                                           counted(transition_kind::end, "Display", "", 4),
                                           counted(transition_kind::end, "Paid Search", "", 4),
                                           counted(start, "", "Direct", 3)};
    transition_chain chain;
    for (const transition_row& each : rows) chain.add(each);
    const std::vector<std::string> values{"Direct", "Display", "Email", "Paid Search"};
    CHECK(chain.values() == values);
    const removal_effects found = chain.solve().value();
    CHECK(found.values == values);
    CHECK(found.chain.starts[0] == 8);
    CHECK(found.chain.step(1, 3) == 3);
    CHECK(found.solved.effects == solve_exactly(example_paths(), 1).effects);
    CHECK(found.effect_of("Email") == found.solved.effects[2]);
    CHECK(found.effect_of("Affiliates") == 0);
    CHECK(found.effect_of("Zeppelin") == 0);
}

TEST_CASE("no transitions are a chain without states, one that never ends is an error") {
    transition_chain chain;
    CHECK(chain.solve().value().solved.effects.empty());
    const transition_row begin = counted(start, "", "Email", 1);
    chain.add(begin);
    CHECK(chain.solve().error().code == errc::endless_journeys);
}

}  // namespace attrib::test
