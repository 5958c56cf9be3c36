#include <algorithm>
#include <libattrib/marts/bisect.hpp>
#include <set>
#include <tests/catch.hpp>
#include <vector>

namespace attrib::test {

TEST_CASE("whatever few are refused, all others are taken once and in order") {
    constexpr int count = 37;
    for (int seed = 0; seed < 200; ++seed) {
        std::vector<int> all;
        std::set<int> refused;
        for (int i = 0; i < count; ++i) {
            all.push_back(i);
            if ((i * 31 + seed * 17) % (3 + seed % 40) == 0) refused.insert(i);
        }
        std::vector<int> taken;
        std::vector<int> aside;
        take_or_bisect(
            std::span(all),
            [&](std::span<int> some) {
                if (std::ranges::any_of(some, [&](int each) { return refused.contains(each); }))
                    return false;
                taken.insert(taken.end(), some.begin(), some.end());
                return true;
            },
            [&](int one) { aside.push_back(one); });
        CHECK(std::ranges::is_sorted(taken));
        CHECK(aside == std::vector<int>(refused.begin(), refused.end()));
        CHECK(taken.size() + aside.size() == all.size());
    }
}

TEST_CASE("of those that exclude each other the first stays") {
    std::vector<int> all{1, 2, 3, 2, 1, 4};
    std::set<int> taken;
    std::vector<int> aside;
    take_or_bisect(
        std::span(all),
        [&](std::span<int> some) {
            std::set<int> next = taken;
            for (const int each : some)
                if (!next.insert(each).second) return false;
            taken = next;
            return true;
        },
        [&](int one) { aside.push_back(one); });
    CHECK(taken == std::set<int>{1, 2, 3, 4});
    CHECK(aside == std::vector<int>{2, 1});
}

TEST_CASE("one of many costs few calls, none of nothing") {
    std::vector<int> all(1024);
    all[700] = 1;
    int calls = 0;
    const auto take = [&](std::span<int> some) {
        ++calls;
        return std::ranges::find(some, 1) == some.end();
    };
    take_or_bisect(std::span(all), take, [](int) {});
    CHECK(calls == 21);
    take_or_bisect(std::span(all).first(0), take, [](int) { FAIL(); });
    CHECK(calls == 21);
}

}  // namespace attrib::test
