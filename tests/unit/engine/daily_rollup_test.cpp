#include <libattrib/core/error.hpp>
#include <libattrib/engine/daily_rollup.hpp>
#include <limits>
#include <tests/catch.hpp>

namespace attrib {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
const calendar_day march_1{std::chrono::year{2025} / 3 / 1};

TEST_CASE("rows are sorted by model, day, name, currency and channel, null first") {
    dictionary texts;
    const auto b = texts.add("b").id;
    const auto a = texts.add("a").id;
    daily_rollup rollup;
    rollup.add({march_1, model::last_click, a, 0, a}, money{1});
    rollup.add({march_1, model::first_click, b, 0, a}, money{2});
    rollup.add({march_1, model::first_click, a, b, a}, money{3});
    rollup.add({march_1, model::first_click, a, 0, b}, money{4});
    rollup.add({march_1, model::first_click, a, 0, a}, money{5});
    rollup.add({march_1, model::first_click, a, 0, daily_rollup::unattributed}, money{6});
    rollup.add({march_1 - std::chrono::days{1}, model::first_click, b, b, b}, money{7});
    std::vector<std::int64_t> order;
    const auto rows = rollup.rows(texts);
    for (const daily_row& row : rows) order.push_back(row.revenue.millionths);
    CHECK(order == std::vector<std::int64_t>{7, 6, 5, 4, 3, 2, 1});
    CHECK_FALSE(rows[1].channel.has_value());
    CHECK(rows[1].currency.empty());
    CHECK(rows[2].channel == "a");
}

TEST_CASE("rollups add up, whatever the order, beyond 64 bits on the way") {
    dictionary texts;
    daily_rollup one;
    daily_rollup two;
    one.add({march_1}, money{largest});
    one.add({march_1}, money{largest});
    two.add({march_1}, money{-largest});
    two.add({march_1}, money{5 - largest});
    one.add(two);
    const auto rows = one.rows(texts);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].conversions == 4);
    CHECK(rows[0].revenue == money{5});
}

TEST_CASE("a sum that does not fit is an error") {
    dictionary texts;
    daily_rollup rollup;
    rollup.add({march_1}, money{largest});
    CHECK(rollup.rows(texts)[0].revenue == money{largest});
    rollup.add({march_1}, money{1});
    try {
        (void)rollup.rows(texts);
        FAIL("no error");
    } catch (const failure& overflowed) {
        CHECK(overflowed.code() == errc::overflow);
    }
}

}  // namespace
}  // namespace attrib
