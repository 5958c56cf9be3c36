#include <libattrib/attribution/journey_walk.hpp>
#include <libattrib/core/random.hpp>
#include <tests/catch.hpp>
#include <vector>

namespace attrib {
namespace {

using moments = std::vector<timestamp>;

struct seen_journey {
    std::vector<std::size_t> sessions;
    std::optional<std::size_t> conversion;

    friend bool operator==(const seen_journey&, const seen_journey&) = default;
};

timestamp moment(std::int64_t count) { return timestamp{microseconds{count}}; }

moments times(std::initializer_list<std::int64_t> counts) {
    moments all;
    for (const std::int64_t count : counts) all.push_back(moment(count));
    return all;
}

std::vector<seen_journey> walk(const moments& sessions, const moments& conversions,
                               microseconds lookback) {
    std::vector<seen_journey> seen;
    for_each_journey(std::span(sessions), std::span(conversions), lookback, std::identity(),
                     std::identity(), [&](const journey_range& journey) {
                         seen_journey& each = seen.emplace_back();
                         each.conversion = journey.conversion;
                         for (std::size_t i = journey.begin; i < journey.end; ++i)
                             each.sessions.push_back(i);
                     });
    return seen;
}

// The definition, one session after another, in the order of the walk.
std::vector<seen_journey> walk_slowly(const moments& sessions, const moments& conversions,
                                      microseconds lookback) {
    std::vector<seen_journey> converting;
    std::vector<bool> is_used(sessions.size());
    for (std::size_t c = 0; c < conversions.size(); ++c) {
        seen_journey each{{}, c};
        for (std::size_t i = 0; i < sessions.size(); ++i)
            if (sessions[i] >= conversions[c] - lookback && sessions[i] <= conversions[c]) {
                each.sessions.push_back(i);
                is_used[i] = true;
            }
        if (!each.sessions.empty()) converting.push_back(each);
    }
    std::vector<seen_journey> all;
    for (std::size_t i = 0; i < sessions.size(); ++i) {
        if (is_used[i]) continue;
        if (all.empty() || sessions[i] > sessions[all.back().sessions.front()] + lookback)
            all.emplace_back();
        all.back().sessions.push_back(i);
    }
    all.insert(all.end(), converting.begin(), converting.end());
    std::ranges::sort(all, {}, [](const seen_journey& each) {
        return std::pair(each.sessions, each.conversion);
    });
    return all;
}

TEST_CASE("without conversions sessions are null journeys no longer than the lookback") {
    const auto journeys = walk(times({0, 5, 10, 11, 20, 40}), {}, microseconds{10});
    CHECK(journeys == std::vector<seen_journey>{{{0, 1, 2}, {}}, {{3, 4}, {}}, {{5}, {}}});
}

TEST_CASE("a conversion takes its touchpoints, and the next one may take them again") {
    const auto journeys = walk(times({0, 15, 20, 25, 40}), times({22, 26}), microseconds{10});
    CHECK(journeys == std::vector<seen_journey>{{{0}, {}}, {{1, 2}, 0}, {{2, 3}, 1}, {{4}, {}}});
}

TEST_CASE("an unattributed conversion has no journey and uses no session") {
    CHECK(walk(times({0}), times({11}), microseconds{10}) == std::vector<seen_journey>{{{0}, {}}});
    CHECK(walk({}, times({11}), microseconds{10}).empty());
}

TEST_CASE("several conversions at one moment have a journey each") {
    CHECK(walk(times({0}), times({5, 5}), microseconds{10}) ==
          std::vector<seen_journey>{{{0}, 0}, {{0}, 1}});
}

TEST_CASE("journeys are those of the definition") {
    random_stream random(21);
    for (int round = 0; round < 2000; ++round) {
        moments sessions;
        moments conversions;
        for (std::int64_t at = 0, left = static_cast<std::int64_t>(random.below(12)); left > 0;
             --left) {
            at += static_cast<std::int64_t>(random.below(9)) + 1;
            sessions.push_back(moment(at));
        }
        for (std::int64_t at = 0, left = static_cast<std::int64_t>(random.below(5)); left > 0;
             --left) {
            at += static_cast<std::int64_t>(random.below(30));
            conversions.push_back(moment(at));
        }
        const microseconds lookback{static_cast<std::int64_t>(random.below(20))};
        auto journeys = walk(sessions, conversions, lookback);
        std::ranges::sort(journeys, {}, [](const seen_journey& each) {
            return std::pair(each.sessions, each.conversion);
        });
        REQUIRE(journeys == walk_slowly(sessions, conversions, lookback));
    }
}

}  // namespace
}  // namespace attrib
