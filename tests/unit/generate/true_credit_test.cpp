// Three hands wrote the rules: the engine's, the tests' plain ones, and the generator's.
#include <libattrib/core/random.hpp>
#include <libattrib/generate/catalog.hpp>
#include <libattrib/generate/true_credit.hpp>
#include <limits>
#include <tests/catch.hpp>
#include <tests/support/shares.hpp>

namespace attrib::test {
namespace {

TEST_CASE("the generator knows the shipped models, in their order") {
    REQUIRE(true_models.size() == shipped_models().size());
    for (std::size_t i = 0; i < true_models.size(); ++i)
        CHECK(true_models[i] == shipped_models()[i].name);
}

TEST_CASE("of a touch at the start and one a week later time decay gives a third and two") {
    const true_touch touches[] = {{timestamp{}, 6}, {timestamp{std::chrono::days{7}}, 0}};
    const auto shares = true_shares("time_decay", touches, money{-3});
    CHECK(shares[0].credit == money{333'333});
    CHECK(shares[1].credit == money{666'667});
    CHECK(shares[0].revenue == money{-1});
    CHECK(shares[1].revenue == money{-2});
}

TEST_CASE("the generator's truth shares made-up journeys as the plain rules do") {
    random_stream random(5);
    for (int i = 0; i < 3'000; ++i) {
        std::vector<true_touch> touches;
        journey_text journey;
        std::int64_t start = 0;
        for (std::size_t left = 1 + random.below(12); left > 0; --left) {
            start += static_cast<std::int64_t>(random.below(std::uint64_t{1} << random.below(42)));
            const auto from = static_cast<std::uint8_t>(random.below(all_traffic.size()));
            touches.push_back({timestamp{microseconds{start}}, from});
            journey.push_back({start, std::string(all_traffic[from].channel),
                               std::string(all_traffic[from].source),
                               std::string(all_traffic[from].medium)});
        }
        const auto revenue = static_cast<std::int64_t>(
            random.below(std::numeric_limits<std::uint64_t>::max()) >> random.below(64));
        for (const model_instance& by : shipped_models()) {
            CAPTURE(by.name, i);
            const auto found = true_shares(by.name, touches, money{revenue});
            const auto expected = credit_plainly(by, journey, revenue);
            REQUIRE(found.size() == expected.size());
            for (std::size_t at = 0; at < found.size(); ++at) {
                REQUIRE(found[at].credit.millionths == expected[at].credit);
                REQUIRE(found[at].revenue.millionths == expected[at].revenue);
            }
        }
    }
}

}  // namespace
}  // namespace attrib::test
