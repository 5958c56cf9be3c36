#include <atomic>
#include <libattrib/core/threads.hpp>
#include <mutex>
#include <set>
#include <stdexcept>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("every index is worked on once") {
    for (const unsigned count : {1u, 2u, 8u}) {
        std::mutex mutex;
        std::multiset<unsigned> seen;
        run_on_threads(count, [&](unsigned index) {
            const std::scoped_lock lock(mutex);
            seen.insert(index);
        });
        CHECK(seen.size() == count);
        CHECK(*seen.rbegin() == count - 1);
        CHECK(std::set<unsigned>(seen.begin(), seen.end()).size() == count);
    }
}

TEST_CASE("an exception arrives at the caller when all have ended") {
    std::atomic<unsigned> ended{0};
    CHECK_THROWS_AS(run_on_threads(4,
                                   [&](unsigned index) {
                                       if (index == 2) throw std::out_of_range("2");
                                       ++ended;
                                   }),
                    std::out_of_range);
    CHECK(ended == 3);
}

}  // namespace
}  // namespace attrib
