#include <tests/catch.hpp>
#include <tests/support/shares.hpp>

namespace attrib::test {

TEST_CASE("shapley gives every distinct channel the same, and its touches the same of that") {
    const model_instance model = shipped("shapley");
    CHECK(credits_by(model, daily_touches({"a", "b", "a", "c"})) ==
          parts{166'667, 333'333, 166'667, 333'333});
    CHECK(credits_by(model, daily_touches({"a", "a", "a"})) == parts{333'334, 333'333, 333'333});
}

TEST_CASE("shapley splits in two levels: channels by first touch, then their touches") {
    const model_instance model = shipped("shapley");
    // 8 = 3 + 3 + 2 of a, b, c; a's 3 = 2 + 1.
    CHECK(revenues_by(model, daily_touches({"a", "b", "a", "c"}), 8) == parts{2, 3, 1, 2});
    CHECK(revenues_by(model, daily_touches({"a", "b", "a", "c"}), -8) == parts{-2, -3, -1, -2});
    CHECK(revenues_by(model, daily_touches({"b", "a", "a", "a"}), 1) == parts{1, 0, 0, 0});
}

TEST_CASE("shapley knows very many channels apart") {
    std::vector<std::string> channels;
    for (int i = 0; i < 100; ++i) channels.push_back(std::to_string(i % 50));
    CHECK(credits_by(shipped("shapley"), daily_touches(channels)) == parts(100, 10'000));
}

}  // namespace attrib::test
