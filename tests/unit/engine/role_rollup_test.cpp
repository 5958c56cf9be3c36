#include <libattrib/engine/role_rollup.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

std::vector<touch> visits(dictionary& texts, const std::vector<std::string>& channels) {
    std::vector<touch> touches;
    for (const std::string& each : channels)
        touches.push_back({at("2025-03-01T10:00:00Z"), texts.add(each).id, {}});
    return touches;
}

}  // namespace

TEST_CASE("roles of parts add up; the most influential channels of a name come first") {
    dictionary texts;
    role_rollup one;
    role_rollup two;
    one.add(1, visits(texts, {"Email", "Paid Search", "Direct"}));
    two.add(1, visits(texts, {"Paid Search", "Direct"}));
    two.add(0, visits(texts, {"Display"}));
    two.add(0, {});
    one.add(two);
    const std::vector<role_row> expected{{"lead", "Display", {1, 0, 1, 1, 0, 0, 1}},
                                         {"purchase", "Direct", {0, 0, 2, 2, 0, 0, 2}},
                                         {"purchase", "Paid Search", {1, 2, 0, 2, 1, 1, 0}},
                                         {"purchase", "Email", {1, 1, 0, 1, 1, 0, 0}}};
    CHECK(one.rows({"lead", "purchase"}, texts) == expected);
}

}  // namespace attrib::test
