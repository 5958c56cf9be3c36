#include <libattrib/core/threads.hpp>
#include <libattrib/postgres/bounded_queue.hpp>
#include <numeric>
#include <tests/catch.hpp>
#include <vector>

namespace attrib {

TEST_CASE("every value that goes in comes out once") {
    constexpr int count = 20'000;
    bounded_queue<int> queue(3);
    std::vector<std::vector<int>> taken(4);
    run_on_threads(5, [&](unsigned index) {
        if (index == 4) {
            for (int i = 0; i < count; ++i) REQUIRE(queue.push(i));
            return queue.close();
        }
        while (const auto value = queue.pop()) taken[index].push_back(*value);
    });
    std::vector<int> all;
    for (const auto& some : taken) all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    std::vector<int> expected(count);
    std::iota(expected.begin(), expected.end(), 0);
    CHECK(all == expected);
}

TEST_CASE("closing keeps what is inside, abandoning does not; both let those go who wait") {
    bounded_queue<int> closed(2);
    CHECK(closed.push(1));
    closed.close();
    CHECK_FALSE(closed.push(2));
    CHECK_FALSE(closed.is_abandoned());
    CHECK(closed.pop() == 1);
    CHECK_FALSE(closed.pop().has_value());

    bounded_queue<int> full(1);
    CHECK(full.push(1));
    run_on_threads(2, [&](unsigned index) {
        if (index == 0)
            CHECK_FALSE(full.push(2));
        else
            full.abandon();
    });
    CHECK(full.is_abandoned());
    CHECK_FALSE(full.pop().has_value());
}

}  // namespace attrib
