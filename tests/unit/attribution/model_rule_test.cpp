#include <libattrib/attribution/model_rule.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("a weighting that is cleared says nothing, and may be used again") {
    weighting made;
    made.winner = 1;
    made.weights.push_back(2);
    made.groups.push_back(0);
    made.clear();
    CHECK(!made.winner);
    CHECK(made.weights.empty());
    CHECK(made.groups.empty());
}

}  // namespace
}  // namespace attrib
