#include <libattrib/attribution/model_rule.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("a weighting gives all to one touch, and may be used again") {
    weighting made;
    made.give(3, 1);
    CHECK(made.weights == std::vector<std::uint64_t>{0, 1, 0});
    made.give(1, 0);
    CHECK(made.weights == std::vector<std::uint64_t>{1});
    made.groups.push_back(0);
    made.clear();
    CHECK(made.weights.empty());
    CHECK(made.groups.empty());
}

}  // namespace
}  // namespace attrib
