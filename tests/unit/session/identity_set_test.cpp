#include <libattrib/session/identity_set.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("a member is added once") {
    identity_set set;
    set.clear(3);
    const auto same = [](std::uint32_t) { return true; };
    CHECK(set.insert(1, 0, same));
    CHECK_FALSE(set.insert(1, 1, same));
    CHECK(set.insert(2, 1, same));
}

TEST_CASE("equal hashes alone do not make members equal") {
    constexpr std::uint32_t count = 100;
    identity_set set;
    set.clear(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        std::uint32_t asked = 0;
        CHECK(set.insert(7, i, [&](std::uint32_t) { return ++asked, false; }));
        CHECK(asked == i);
    }
    CHECK_FALSE(set.insert(7, count, [](std::uint32_t other) { return other == 42; }));
}

TEST_CASE("clear forgets all members") {
    identity_set set;
    for (int round = 0; round < 3; ++round) {
        set.clear(1);
        CHECK(set.insert(5, 0, [](std::uint32_t) { return true; }));
    }
}

}  // namespace
}  // namespace attrib
