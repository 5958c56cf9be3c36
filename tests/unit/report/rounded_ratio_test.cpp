#include <libattrib/report/rounded_ratio.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("a ratio has six decimals, and is null of nothing") {
    CHECK(rounded_ratio(1, 3) == 0.333333);
    CHECK(rounded_ratio(2, 3) == 0.666667);
    CHECK(rounded_ratio(-2, 3) == -0.666667);
    CHECK(rounded_ratio(5, 2) == 2.5);
    CHECK(rounded_ratio(0, 7) == 0.0);
    CHECK(rounded_ratio(0, -7).dump() == "0.0");
    CHECK(rounded_ratio(1, 0).is_null());
    CHECK(rounded_ratio(0, 0).is_null());
    CHECK(ratio_of_counts(2, 8) == 0.25);
    CHECK(ratio_of_counts(2, 0).is_null());
}

}  // namespace attrib::test
