// What every model must do, held against the rules written a second time.
#include <libattrib/core/random.hpp>
#include <limits>
#include <numeric>
#include <tests/catch.hpp>
#include <tests/support/shares.hpp>

namespace attrib::test {
namespace {

constexpr std::int64_t largest_revenue = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest_revenue = std::numeric_limits<std::int64_t>::min();

// As the plain rules say, all of the credit and all of the revenue; a refund mirrors the sale.
void check_shares(const model_instance& by, const journey_text& journey, std::int64_t revenue) {
    CAPTURE(by.rule->name, by.skips_direct, journey.size(), revenue);
    const auto found = shares_by(by, journey, revenue);
    const auto expected = credit_plainly(by, journey, revenue);
    std::int64_t credit = 0;
    std::int64_t shared = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        REQUIRE(found[i].credit == expected[i].credit);
        REQUIRE(found[i].revenue == expected[i].revenue);
        credit += found[i].credit;
        shared += found[i].revenue;
    }
    REQUIRE(credit == 1'000'000);
    REQUIRE(shared == revenue);
    if (revenue == smallest_revenue) return;
    const parts sale = revenues_by(by, journey, revenue);
    parts refund = revenues_by(by, journey, -revenue);
    for (std::int64_t& each : refund) each = -each;
    REQUIRE(refund == sale);
}

journey_text drawn_journey(random_stream& random, std::size_t touches) {
    static const std::vector<std::string> channels{"Direct",      "Direct",  "Email",
                                                   "Paid Search", "Display", "Referral"};
    static const std::vector<std::string> media{"", "cpc", "organic"};
    journey_text journey;
    std::int64_t start = 0;
    for (std::size_t i = 0; i < touches; ++i) {
        start += 1 + static_cast<std::int64_t>(random.below(std::uint64_t{1} << random.below(43)));
        journey.push_back({start, channels[random.below(channels.size())],
                           random.below(2) == 0 ? "google" : "", media[random.below(3)]});
    }
    return journey;
}

void check_all_models(const journey_text& journey, std::int64_t revenue) {
    for (model_instance each : shipped_models()) {
        check_shares(each, journey, revenue);
        each.skips_direct = true;
        each.first_weight = 0;
        each.half_life = microseconds{3 * day};
        check_shares(each, journey, revenue);
    }
}

TEST_CASE("the plain rules give the specification's numbers") {
    const parts thirds{1, 1, 1};
    CHECK(split_plainly(1'000'000, thirds) == parts{333'334, 333'333, 333'333});
    CHECK(split_plainly(100'000'000, thirds) == parts{33'333'334, 33'333'333, 33'333'333});
    CHECK(split_plainly(-100'000'000, thirds) == parts{-33'333'334, -33'333'333, -33'333'333});
    CHECK(half_power_plainly(0, day) == 1 << 30);
    CHECK(half_power_plainly(2 * day, day) == 1 << 28);
}

TEST_CASE("all models share random journeys as the plain rules do") {
    random_stream random(11);
    for (int i = 0; i < 400; ++i) {
        const auto revenue = static_cast<std::int64_t>(
            random.below(std::numeric_limits<std::uint64_t>::max()) >> random.below(64));
        check_all_models(drawn_journey(random, 1 + random.below(9)), revenue);
    }
}

TEST_CASE("extreme revenue, very long journeys and those that are all Direct") {
    random_stream random(12);
    std::vector<journey_text> journeys{drawn_journey(random, 1), drawn_journey(random, 4'000),
                                       daily_touches(std::vector<std::string>(90, "Direct")),
                                       daily_touches({"Direct"})};
    journeys.push_back({{0, "Email"}, {90 * day, "Direct"}});
    for (const journey_text& journey : journeys)
        for (const std::int64_t revenue : {largest_revenue, -largest_revenue, smallest_revenue,
                                           std::int64_t{1}, std::int64_t{0}})
            check_all_models(journey, revenue);
}

TEST_CASE("revenue is split by the weights, not by the rounded credits") {
    const model_instance linear = shipped("linear");
    CHECK(revenues_by(linear, daily_touches({"a", "b", "c"}), 300'000'000) ==
          parts(3, 100'000'000));
    CHECK(credits_by(linear, daily_touches({"a", "b", "c"})) == parts{333'334, 333'333, 333'333});
}

TEST_CASE("shares are those with credit or revenue, with place and weight") {
    attributor sharing;
    const auto touches = touches_of({{0, "Email"}, {day, "Direct"}, {2 * day, "Referral"}});
    model_instance decay = shipped("time_decay");
    decay.skips_direct = true;
    decay.half_life = microseconds{2 * day};
    const auto shares = sharing.share(decay, touches, money{9});
    REQUIRE(shares.size() == 2);
    CHECK(shares[0].place == 0);
    CHECK(shares[0].weight == std::uint64_t{1} << 29);
    CHECK(shares[0].revenue == money{3});
    CHECK(shares[1].place == 2);
    CHECK(shares[1].weight == std::uint64_t{1} << 30);
    CHECK(shares[1].credit == money{666'667});
}

TEST_CASE("an old touch may earn revenue where it has no credit") {
    attributor sharing;
    model_instance decay = shipped("time_decay");
    decay.half_life = microseconds{day};
    const auto touches = touches_of({{0, "Email"}, {22 * day, "Direct"}});
    REQUIRE(sharing.share(decay, touches, money{0}).size() == 1);
    const auto shares = sharing.share(decay, touches, money{largest_revenue});
    REQUIRE(shares.size() == 2);
    CHECK(shares[0].credit == money{0});
    CHECK(shares[0].revenue > money{0});
}

TEST_CASE("an explanation gives weights, their sum and what rounding left") {
    attributor sharing;
    const auto touches = touches_of(daily_touches({"Email", "Direct", "Email", "Referral"}));
    const auto linear = sharing.explain(shipped("linear"), {touches.begin(), 3}, money{-100});
    REQUIRE(linear.size() == 3);
    CHECK(linear[0].weight_sum == 3);
    CHECK(linear[0].sharing == 1);
    CHECK(linear[0].credit_rounding == 1);
    CHECK(linear[1].credit_rounding == 0);
    CHECK(linear[0].revenue == money{-34});
    CHECK(linear[0].revenue_rounding == -1);
    CHECK(linear[2].revenue_rounding == 0);
    // Email has a third of the credit, which two touchpoints share.
    const auto shapley = sharing.explain(shipped("shapley"), touches, money{0});
    REQUIRE(shapley.size() == 4);
    CHECK(shapley[2].weight == 1);
    CHECK(shapley[2].weight_sum == 3);
    CHECK(shapley[2].sharing == 2);
    CHECK(shapley[2].credit == money{166'667});
    CHECK(shapley[2].credit_rounding == 1);
    const auto last = sharing.explain(shipped("last_non_direct"), touches, money{7});
    REQUIRE(last.size() == 1);
    CHECK(last[0].place == 3);
    CHECK(last[0].weight == 1);
    CHECK(last[0].weight_sum == 1);
    CHECK(last[0].credit_rounding == 0);
    CHECK(last[0].revenue_rounding == 0);
}

TEST_CASE("explained shares are those of the split", "[property]") {
    random_stream random(13);
    attributor sharing;
    for (int i = 0; i < 200; ++i) {
        const auto touches = touches_of(drawn_journey(random, 1 + random.below(9)));
        const money revenue{static_cast<std::int64_t>(random.next() >> random.below(64))};
        for (model_instance each : shipped_models()) {
            each.skips_direct = random.below(2) == 0;
            const auto explained = sharing.explain(each, touches, revenue);
            const auto shares = sharing.share(each, touches, revenue);
            REQUIRE(explained.size() == shares.size());
            for (std::size_t at = 0; at < shares.size(); ++at) {
                REQUIRE(explained[at].place == shares[at].place);
                REQUIRE(explained[at].credit == shares[at].credit);
                REQUIRE(explained[at].revenue == shares[at].revenue);
                REQUIRE(explained[at].credit_rounding >= 0);
                REQUIRE(explained[at].credit_rounding <= 1);
                REQUIRE(std::abs(explained[at].revenue_rounding) <= 1);
            }
        }
    }
}

TEST_CASE("without a touchpoint there is no share") {
    attributor sharing;
    for (const model_instance& each : shipped_models())
        CHECK(sharing.share(each, {}, money{5}).empty());
}

}  // namespace
}  // namespace attrib::test
