#include <libattrib/http/byte_budget.hpp>
#include <tests/catch.hpp>
#include <thread>
#include <vector>

namespace attrib::test {

TEST_CASE("shares of a budget: never more than there is, given back when they go") {
    byte_budget budget(100);
    {
        byte_budget::share one(budget);
        byte_budget::share two(budget);
        CHECK(one.grow_to(60));
        CHECK(one.grow_to(50));
        CHECK(budget.used() == 60);
        CHECK_FALSE(two.grow_to(41));
        CHECK(two.grow_to(40));
        CHECK_FALSE(one.grow_to(61));
        two.release();
        CHECK(budget.used() == 60);
        byte_budget::share moved(std::move(one));
        CHECK(moved.grow_to(100));
    }
    CHECK(budget.used() == 0);
}

TEST_CASE("threads that take and give back leave nothing behind") {
    byte_budget budget(1000);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&budget] {
                for (std::size_t round = 0; round < 10'000; ++round) {
                    byte_budget::share mine(budget);
                    if (mine.grow_to(round % 400)) static_cast<void>(mine.grow_to(500));
                }
            });
    }
    CHECK(budget.used() == 0);
}

}  // namespace attrib::test
