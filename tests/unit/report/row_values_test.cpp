#include <libattrib/report/row_values.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

money_sum millionths(std::int64_t count) { return money{count}; }

constexpr std::int64_t one_credit = 1'000'000;

}  // namespace

TEST_CASE("credit as text has the decimals that it needs") {
    CHECK(credit_text(millionths(2 * one_credit)) == "2");
    CHECK(credit_text(millionths(0)) == "0");
    CHECK(credit_text(millionths(10 * one_credit)) == "10");
    CHECK(credit_text(millionths(333'333)) == "0.333333");
    CHECK(credit_text(millionths(2 * one_credit + 500'000)) == "2.5");
    CHECK(credit_text(millionths(-100'000)) == "-0.1");
    CHECK(credit_text(millionths(one_credit + 1)) == "1.000001");
}

TEST_CASE("texts come by bytes, null last") {
    const null_last before;
    CHECK(before("A", std::nullopt));
    CHECK(before("A", "B"));
    CHECK_FALSE(before(std::nullopt, "A"));
    CHECK_FALSE(before(std::nullopt, std::nullopt));
}

TEST_CASE("dimensions have the columns of their values") {
    using names = std::vector<std::string>;
    CHECK(columns_of(dimension::none).empty());
    CHECK(columns_of(dimension::source_medium) == names{"source", "medium"});
    CHECK(columns_of(dimension::channel_touch_no) == names{"channel", "touch_no"});
    CHECK(columns_of(dimension::conversion_name) == names{"conversion_name"});
    CHECK(columns_of(dimension::week) == names{"date"});
}

}  // namespace attrib::test
