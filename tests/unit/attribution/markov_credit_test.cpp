#include <libattrib/attribution/markov.hpp>
#include <libattrib/attribution/markov_credit.hpp>
#include <tests/catch.hpp>
#include <tests/support/exact_markov.hpp>

namespace attrib::test {
namespace {

std::vector<std::string> texts_of(const std::vector<money_sum>& parts) {
    std::vector<std::string> texts;
    for (const money_sum& each : parts) texts.push_back(to_string(each));
    return texts;
}

TEST_CASE("the model of effects is named as its rule") {
    const model_instance made = markov_model({1, 2});
    CHECK(made.name == "markov");
    CHECK(made.rule->sees_effects);
    CHECK(*made.effects == std::vector<std::uint64_t>{1, 2});
}

TEST_CASE("the classic table of the worked example") {
    const auto effects = solve_exactly(example_paths(), 1).effects;
    // Direct, Display, Email, Paid Search.
    CHECK(texts_of(split_by_effects(money{6'000'000}, effects)) ==
          std::vector<std::string>{"2.25", "0.9375", "0.3125", "2.50"});
    CHECK(texts_of(split_by_effects(money{-6'000'000}, effects)) ==
          std::vector<std::string>{"-2.25", "-0.9375", "-0.3125", "-2.50"});
}

TEST_CASE("a total beyond 64 bits is split exactly") {
    money_sum total;
    total.millionths = (money_sum::count{1} << 100) + 1;
    const auto parts = split_by_effects(total, std::vector<std::uint64_t>{whole_effect, 1, 0});
    CHECK(parts[0] + parts[1] + parts[2] == total);
    CHECK(parts[2] == money_sum{});
}

TEST_CASE("without effects there is no table") {
    CHECK(split_by_effects(money{1}, std::vector<std::uint64_t>{0, 0}).empty());
    CHECK(split_by_effects(money{1}, {}).empty());
}

}  // namespace
}  // namespace attrib::test
