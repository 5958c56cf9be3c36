#include <cmath>
#include <libattrib/attribution/half_power.hpp>
#include <libattrib/core/random.hpp>
#include <limits>
#include <tests/catch.hpp>
#include <tests/support/plain_credit.hpp>

namespace attrib::test {
namespace {

constexpr std::int64_t one = std::int64_t{1} << 30;
constexpr std::int64_t week = 604'800'000'000;
constexpr std::int64_t ninety_days = 7'776'000'000'000;
constexpr std::int64_t longest_half_life = half_life_bound.count() - 1;

std::int64_t power(std::int64_t age, std::int64_t half_life) {
    return static_cast<std::int64_t>(half_power(microseconds{half_life})(microseconds{age}));
}

// As the definition in 128 bits, and near 2^(-age / half-life).
void check_power(std::int64_t age, std::int64_t half_life) {
    CAPTURE(age, half_life);
    const std::int64_t found = power(age, half_life);
    REQUIRE(found == half_power_plainly(age, half_life));
    const long double exact =
        std::exp2(-static_cast<long double>(age) / static_cast<long double>(half_life));
    REQUIRE(std::fabs(static_cast<long double>(found) / one - exact) <= 3.6e-9L);
}

TEST_CASE("whole half-lives are exact halves") {
    static_assert(half_power(microseconds{1})(microseconds{0}) == 1'073'741'824);
    for (const std::int64_t half_life : {std::int64_t{1}, std::int64_t{3}, week, longest_half_life})
        for (std::int64_t halvings = 0; halvings <= 62; ++halvings)
            CHECK(power(halvings * half_life, half_life) == (halvings > 30 ? 0 : one >> halvings));
}

TEST_CASE("the weight of any age is that of its definition, to 3.6e-9 of the newest") {
    random_stream random(42);
    for (int i = 0; i < 20'000; ++i) {
        const auto age = static_cast<std::int64_t>(random.below(ninety_days + 1));
        check_power(age, week);
        check_power(age, 1 + static_cast<std::int64_t>(random.below(longest_half_life)));
    }
    for (const std::int64_t half_life : {std::int64_t{1}, std::int64_t{2}, week, longest_half_life})
        for (const std::int64_t age : {std::int64_t{0}, std::int64_t{1}, half_life - 1, half_life,
                                       half_life + 1, ninety_days - 1, ninety_days})
            check_power(age, half_life);
}

TEST_CASE("a weight never rises with age") {
    std::int64_t before = one;
    for (std::int64_t age = 0; age <= ninety_days; age += 388'800'001) {
        const std::int64_t now = power(age, week);
        REQUIRE(now <= before);
        before = now;
    }
    // Microsecond by microsecond around halves, and where one is many steps of the curve.
    for (const std::int64_t half_life : {std::int64_t{997}, std::int64_t{65'537}, week})
        for (const std::int64_t middle : {half_life, 2 * half_life, 5 * half_life})
            for (std::int64_t age = std::max<std::int64_t>(middle - 3'000, 0); age < middle + 3'000;
                 ++age)
                REQUIRE(power(age + 1, half_life) <= power(age, half_life));
}

TEST_CASE("ages beyond all half-lives weigh nothing") {
    CHECK(power(std::numeric_limits<std::int64_t>::max(), 1) == 0);
    CHECK(power(std::numeric_limits<std::int64_t>::max(), longest_half_life) == 0);
}

}  // namespace
}  // namespace attrib::test
