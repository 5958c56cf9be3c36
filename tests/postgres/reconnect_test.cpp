#include <libattrib/postgres/reconnect.hpp>
#include <tests/catch.hpp>
#include <vector>

namespace attrib::test {

TEST_CASE("pauses grow, and stay below five seconds") {
    backoff pause(1);
    std::chrono::milliseconds longest{0};
    for (int i = 0; i < 20; ++i) {
        const auto next = pause.next();
        CHECK(next.count() > 0);
        CHECK(next <= std::chrono::seconds{5});
        longest = std::max(longest, next);
    }
    CHECK(longest > std::chrono::seconds{2});
    pause.reset();
    CHECK(pause.next() <= std::chrono::milliseconds{50});
}

TEST_CASE("a lost server is told once and its return once; other failures go through") {
    std::vector<std::string> told;
    patience how;
    how.on_message = [&](const std::string& message) { told.push_back(message); };
    int attempts = 0;
    CHECK(while_server_returns(how, [&](const std::function<void()>& connected) {
        if (++attempts < 4) throw failure(errc::database_unavailable, "gone");
        connected();
    }));
    REQUIRE(told.size() == 2);
    CHECK(told[0] == "gone; trying again until it is back");
    CHECK(told[1] == "the database is back, going on");
    CHECK_THROWS_AS(
        while_server_returns(
            how, [](const std::function<void()>&) { throw failure(errc::database_refused, "no"); }),
        failure);
}

TEST_CASE("who is interrupted while the server is away gives up") {
    std::atomic<bool> interrupt{true};
    patience how;
    how.interrupt = &interrupt;
    CHECK_FALSE(while_server_returns(how, [](const std::function<void()>&) {
        throw failure(errc::database_unavailable, "gone");
    }));
}

}  // namespace attrib::test
