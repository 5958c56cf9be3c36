#include <libattrib/attribution/markov_credit.hpp>
#include <tests/catch.hpp>
#include <tests/support/shares.hpp>

namespace attrib::test {

namespace {

// Effects of the channels of a journey, in the order of their first touches.
model_instance with_effects(std::vector<std::uint64_t> effects) {
    return markov_model(std::move(effects));
}

}  // namespace

TEST_CASE("markov shares a conversion among its channels by their effects") {
    const auto journey = daily_touches({"Email", "Paid Search", "Direct"});
    // 5/72, 5/9 and 1/2.
    const model_instance model = with_effects({69'444'444'444, 555'555'555'556, 500'000'000'000});
    CHECK(credits_by(model, journey) == parts{61'728, 493'827, 444'445});
    CHECK(revenues_by(model, journey, 9) == parts{1, 4, 4});
    CHECK(revenues_by(model, journey, -9) == parts{-1, -4, -4});
}

TEST_CASE("markov splits in two levels: channels by effect, then their touches evenly") {
    const auto journey = daily_touches({"a", "b", "a", "c"});
    CHECK(credits_by(with_effects({3, 1, 0}), journey) == parts{375'000, 250'000, 375'000, 0});
    CHECK(revenues_by(with_effects({3, 1, 0}), journey, 5) == parts{2, 1, 2, 0});
}

TEST_CASE("markov shares evenly where no channel of the conversion has an effect") {
    const auto journey = daily_touches({"a", "b", "a", "c"});
    const parts even{166'667, 333'333, 166'667, 333'333};
    CHECK(credits_by(with_effects({0, 0, 0}), journey) == even);
    CHECK(credits_by(with_effects({}), journey) == even);
    model_instance without = with_effects({});
    without.effects = nullptr;
    CHECK(credits_by(without, journey) == even);
}

TEST_CASE("markov gives a channel beyond its effects nothing") {
    CHECK(credits_by(with_effects({7}), daily_touches({"a", "b", "a"})) ==
          parts{500'000, 0, 500'000});
}

TEST_CASE("markov takes the largest effects of many channels") {
    std::vector<std::string> channels;
    for (int i = 0; i < 1000; ++i) channels.push_back(std::to_string(i));
    CHECK(credits_by(with_effects(std::vector<std::uint64_t>(1000, 1'000'000'000'000)),
                     daily_touches(channels)) == parts(1000, 1000));
}

}  // namespace attrib::test
