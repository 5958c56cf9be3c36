#include <libattrib/postgres/reconnect.hpp>
#include <tests/catch.hpp>
#include <vector>

namespace attrib::test {
namespace {

struct told_messages {
    std::vector<std::string> messages;
    retry_policy how{.on_message = [this](const std::string& each) { messages.push_back(each); }};
};

}  // namespace

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
    told_messages told;
    int tries = 0;
    CHECK(while_server_returns(told.how, [&](const std::function<void()>& succeeded) {
        if (++tries < 4) throw failure(errc::database_unavailable, "gone\n\tindeed");
        succeeded();
    }));
    REQUIRE(told.messages.size() == 2);
    CHECK(told.messages[0] == "gone indeed; trying again until it is back");
    CHECK(told.messages[1] == "the database is back, going on");
    for (const char* const state : {"42501", "23505"})
        CHECK_THROWS_AS(while_server_returns(told.how,
                                             [&](const std::function<void()>&) {
                                                 throw database_failure(state, "no", "");
                                             }),
                        failure);
}

TEST_CASE("what passes is tried again, and told as what it is") {
    told_messages told;
    int tries = 0;
    CHECK(while_server_returns(told.how, [&](const std::function<void()>& succeeded) {
        if (++tries < 3) throw database_failure("40P01", "deadlock detected", "");
        succeeded();
    }));
    REQUIRE(told.messages.size() == 2);
    CHECK(told.messages[0] ==
          "the database answers: deadlock detected (SQLSTATE 40P01); run again; trying again "
          "until it succeeds");
    CHECK(told.messages[1] == "the database takes changes again");
}

TEST_CASE("an outage lasts until work was done, however often attempts begin") {
    told_messages told;
    std::vector<failure_kind> kinds;
    int recovered = 0;
    told.how.on_failed_attempt = [&](failure_kind kind, const std::string&) {
        kinds.push_back(kind);
    };
    told.how.on_recovered = [&] { ++recovered; };
    attempts work(told.how);
    CHECK(work.is_due());
    for (int i = 0; i < 8; ++i) work.failed(failure_kind::lost, "too few connections");
    work.failed(failure_kind::setup, "no right");
    CHECK(work.is_failing());
    CHECK_FALSE(work.is_due());
    CHECK(told.messages.size() == 1);
    CHECK(kinds.size() == 9);
    work.succeeded();
    work.succeeded();
    CHECK(told.messages.size() == 2);
    CHECK(recovered == 1);
    CHECK_FALSE(work.is_failing());
}

TEST_CASE("who is interrupted while the server is away gives up") {
    std::atomic<bool> interrupt{true};
    retry_policy how;
    how.interrupt = &interrupt;
    CHECK_FALSE(while_server_returns(how, [](const std::function<void()>&) {
        throw failure(errc::database_unavailable, "gone");
    }));
}

}  // namespace attrib::test
