#include <libattrib/attribution/model_registry.hpp>
#include <libattrib/engine/daily_rollup.hpp>
#include <limits>
#include <tests/catch.hpp>

namespace attrib {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
const calendar_day march_1{std::chrono::year{2025} / 3 / 1};
constexpr money half{500'000};

enum : std::uint32_t { first_click, last_click };

const model_list& models() { return shipped_models(); }

TEST_CASE("rows are sorted by model, day, name, currency and channel, null first") {
    dictionary texts;
    const auto b = texts.add("b").id;
    const auto a = texts.add("a").id;
    daily_rollup rollup;
    rollup.add({march_1, last_click, a, 0, a}, half, money{1});
    rollup.add({march_1, first_click, b, 0, a}, half, money{2});
    rollup.add({march_1, first_click, a, b, a}, half, money{3});
    rollup.add({march_1, first_click, a, 0, b}, half, money{4});
    rollup.add({march_1, first_click, a, 0, a}, half, money{5});
    rollup.add({march_1, first_click, a, 0, daily_rollup::unattributed}, half, money{6});
    rollup.add({march_1 - std::chrono::days{1}, first_click, b, b, b}, half, money{7});
    std::vector<money_sum> order;
    const auto rows = rollup.rows(texts, models());
    for (const daily_row& row : rows) order.push_back(row.revenue);
    CHECK(order == std::vector<money_sum>{money{7}, money{6}, money{5}, money{4}, money{3},
                                          money{2}, money{1}});
    CHECK_FALSE(rows[1].channel.has_value());
    CHECK(rows[1].currency.empty());
    CHECK(rows[2].channel == "a");
}

TEST_CASE("rollups add up, whatever the order, beyond 64 bits on the way") {
    dictionary texts;
    daily_rollup one;
    daily_rollup two;
    one.add({march_1}, half, money{largest});
    one.add({march_1}, half, money{largest});
    two.add({march_1}, half, money{-largest});
    two.add({march_1}, half, money{5 - largest});
    one.add(two);
    const auto rows = one.rows(texts, models());
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].conversions == money{2'000'000});
    CHECK(rows[0].revenue == money{5});
}

TEST_CASE("a sum has more than 64 bits") {
    dictionary texts;
    daily_rollup rollup;
    rollup.add({march_1}, half, money{largest});
    rollup.add({march_1}, half, money{largest});
    CHECK(to_string(rollup.rows(texts, models())[0].revenue) == "18446744073709.551614");
}

TEST_CASE("what cancels out has no row") {
    dictionary texts;
    const auto email = texts.add("Email").id;
    daily_rollup one;
    daily_rollup two;
    const daily_rollup::key where{march_1, first_click, 0, 0, email};
    one.add(where, money{0}, money{7});
    two.add(where, money{0}, money{-7});
    CHECK(one.rows(texts, models()).size() == 1);
    one.add(two);
    CHECK(one.rows(texts, models()).empty());
    one.add(where, half, money{0});
    CHECK(one.rows(texts, models()).size() == 1);
}

}  // namespace
}  // namespace attrib
