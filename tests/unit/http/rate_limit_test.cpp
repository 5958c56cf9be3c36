#include <rapidcheck.h>
#include <deque>
#include <libattrib/http/rate_limit.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

using namespace std::chrono_literals;

constexpr rate_limit::clock::time_point start{1000s};

int admitted(rate_limit& limit, const std::string& client, int requests,
             rate_limit::clock::time_point now) {
    int count = 0;
    for (int i = 0; i < requests; ++i) count += limit.admits(client, now) ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("a client may send so many requests at once, and one more after each part of a second") {
    rate_limit limit(10);
    CHECK(admitted(limit, "a", 20, start) == 10);
    CHECK(admitted(limit, "a", 5, start + 99ms) == 0);
    CHECK(admitted(limit, "a", 5, start + 100ms) == 1);
    CHECK(admitted(limit, "a", 5, start + 350ms) == 2);
    CHECK(admitted(limit, "a", 20, start + 3s) == 10);
    CHECK(admitted(limit, "a", 20, start + 1h) == 10);
}

TEST_CASE("clients do not pay for each other") {
    rate_limit limit(1);
    CHECK(admitted(limit, "a", 3, start) == 1);
    CHECK(admitted(limit, "b", 3, start) == 1);
    CHECK(admitted(limit, "a", 3, start + 999ms) == 0);
    CHECK(admitted(limit, "a", 3, start + 1s) == 1);
}

TEST_CASE("without a limit everything is admitted and nobody remembered") {
    rate_limit limit(0);
    CHECK_FALSE(limit.is_limited());
    CHECK(admitted(limit, "a", 1000, start) == 1000);
    CHECK(limit.size() == 0);
}

TEST_CASE("a refusal states the limit and when to try again") {
    const problem refused = rate_limit(25).refusal();
    CHECK(refused.status == 429);
    CHECK(refused.retry_after == 1);
    CHECK_THAT(refused.detail, Catch::Matchers::Contains("at most 25 requests a second"));
}

TEST_CASE("clients that ask no more are forgotten") {
    rate_limit limit(2);
    for (int i = 0; i < 100'000; ++i)
        CHECK(limit.admits(std::to_string(i), start + std::chrono::milliseconds{i}));
    CHECK(limit.size() < 5000);
}

TEST_CASE(
    "in no second are more than twice as many admitted, in the long run no more than the limit") {
    rc::check([](std::vector<std::uint8_t> pauses) {
        const auto per_second = *rc::gen::inRange<std::size_t>(1, 50);
        rate_limit limit(per_second);
        std::deque<rate_limit::clock::time_point> last_second;
        auto now = start;
        std::size_t all = 0;
        for (const std::uint8_t pause : pauses) {
            now += std::chrono::milliseconds{pause};
            if (!limit.admits("a", now)) continue;
            ++all;
            last_second.push_back(now);
            while (now - last_second.front() >= 1s) last_second.pop_front();
            RC_ASSERT(last_second.size() <= 2 * per_second);
        }
        const std::chrono::duration<double> took = now - start;
        RC_ASSERT(static_cast<double>(all) <=
                  (took.count() + 1.0) * static_cast<double>(per_second) + 1e-6);
    });
}

TEST_CASE("a refusal says whose limit it is") {
    CHECK(rate_limit(5, "key").refusal().detail ==
          "of one key this server takes at most 5 requests a second; try again");
}

}  // namespace attrib::test
