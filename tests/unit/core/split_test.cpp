// Splitting against a slow split of 128-bit integers, by sorting.
#include <libattrib/core/random.hpp>
#include <libattrib/core/split.hpp>
#include <limits>
#include <numeric>
#include <tests/catch.hpp>
#include <tests/support/plain_credit.hpp>

namespace attrib::test {
namespace {

using amounts = std::vector<std::int64_t>;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

amounts split_of(std::int64_t total, const amounts& weights) {
    splitter splitting;
    const std::vector<splitter::weight> given(weights.begin(), weights.end());
    amounts parts(weights.size(), -1);
    splitting.split(total, given, parts);
    return parts;
}

// Each within one unit of its exact part, mirrored, all of the total.
void check_split(std::int64_t total, const amounts& weights) {
    CAPTURE(total, weights.size());
    const amounts parts = split_of(total, weights);
    REQUIRE(parts == split_plainly(total, weights));
    REQUIRE(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == total);
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (weights[i] == 0) REQUIRE(parts[i] == 0);
    if (total == least) return;
    amounts mirrored = split_of(-total, weights);
    for (std::int64_t& each : mirrored) each = -each;
    REQUIRE(mirrored == parts);
}

amounts drawn_weights(random_stream& random, std::size_t count, std::uint64_t bound) {
    amounts weights(count);
    for (std::int64_t& each : weights) each = static_cast<std::int64_t>(random.below(bound));
    weights[random.below(count)] += 1;
    return weights;
}

TEST_CASE("the split table of docs/models.md") {
    const amounts thirds{1, 1, 1};
    CHECK(split_of(1'000'000, thirds) == amounts{333'334, 333'333, 333'333});
    CHECK(split_of(100'000'000, thirds) == amounts{33'333'334, 33'333'333, 33'333'333});
    CHECK(split_of(-100'000'000, thirds) == amounts{-33'333'334, -33'333'333, -33'333'333});
    CHECK(split_of(300'000'000, thirds) == amounts{100'000'000, 100'000'000, 100'000'000});
}

TEST_CASE("a sum of amounts is split as an amount is") {
    random_stream random(13);
    splitter splitting;
    for (int i = 0; i < 500; ++i) {
        const amounts weights = drawn_weights(random, 1 + random.below(9), 1 << random.below(31));
        const std::vector<splitter::weight> given(weights.begin(), weights.end());
        std::vector<money_sum> parts(weights.size());
        const auto total = static_cast<std::int64_t>(random.next());
        splitting.split(money{total}, given, parts);
        const amounts expected = split_of(total, weights);
        for (std::size_t at = 0; at < parts.size(); ++at)
            REQUIRE(parts[at] == money_sum(money{expected[at]}));
    }
    std::vector<money_sum> thirds(3);
    money_sum far;
    far.millionths = money_sum::count{most} * 3 + 1;
    const std::vector<splitter::weight> even{1, 1, 1};
    splitting.split(far, even, thirds);
    CHECK(thirds[0] + thirds[1] + thirds[2] == far);
    CHECK(thirds[1] == thirds[2]);
    CHECK(thirds[0].millionths - thirds[1].millionths <= 1);
}

TEST_CASE("of equal remainders the earlier rounds up, a larger one before all") {
    CHECK(split_of(2, {1, 1, 1}) == amounts{1, 1, 0});
    CHECK(split_of(10, {1, 1, 2}) == amounts{3, 2, 5});
    CHECK(split_of(1, {1, 2, 1}) == amounts{0, 1, 0});
    CHECK(split_of(1, {0, 0, 5}) == amounts{0, 0, 1});
    CHECK(split_of(0, {3, 4}) == amounts{0, 0});
}

TEST_CASE("random totals and weights split as the slow split says") {
    random_stream random(20'250'301);
    for (int i = 0; i < 5'000; ++i) {
        const std::size_t count = 1 + random.below(12);
        const std::uint64_t bound = std::uint64_t{1} << random.below(58);
        const auto total = static_cast<std::int64_t>(
            random.below(std::numeric_limits<std::uint64_t>::max()) >> random.below(64));
        check_split(total, drawn_weights(random, count, bound));
    }
}

TEST_CASE("the largest totals, weights and numbers of parts") {
    random_stream random(7);
    const std::int64_t heaviest = (std::int64_t{1} << 62) - 1;
    for (const std::int64_t total : {most, -most, least, most - 1, std::int64_t{1}}) {
        check_split(total, {1});
        check_split(total, {heaviest});
        check_split(total, {heaviest, heaviest});
        check_split(total, {heaviest, 1});
        check_split(total, {0, 1, 0, heaviest});
        check_split(total, amounts(4'000, 1));
        check_split(total, amounts(4'000, std::int64_t{1} << 30));
        check_split(total, drawn_weights(random, 4'000, std::uint64_t{1} << 49));
    }
}

TEST_CASE("a splitter may be used again") {
    splitter splitting;
    const std::vector<splitter::weight> thirds{1, 1, 1};
    const std::vector<splitter::weight> half{1, 1};
    amounts three(3);
    amounts two(2);
    splitting.split(100, thirds, three);
    splitting.split(3, half, two);
    CHECK(three == amounts{34, 33, 33});
    CHECK(two == amounts{2, 1});
}

}  // namespace
}  // namespace attrib::test
