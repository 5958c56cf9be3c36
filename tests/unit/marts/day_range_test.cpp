#include <libattrib/marts/day_range.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

constexpr calendar_day march(unsigned number) {
    return std::chrono::sys_days{std::chrono::year{2025} / 3 / std::chrono::day{number}};
}

}  // namespace

TEST_CASE("a range of days grows at both ends and never shrinks") {
    std::optional<day_range> all;
    widen(all, std::nullopt);
    CHECK_FALSE(all);
    widen(all, march(10));
    CHECK(all == day_range{march(10), march(10)});
    widen(all, day_range{march(12), march(14)});
    CHECK(all == day_range{march(10), march(14)});
    widen(all, march(11));
    CHECK(all == day_range{march(10), march(14)});
    widen(all, std::optional(day_range{march(1), march(2)}));
    CHECK(all == day_range{march(1), march(14)});
}

}  // namespace attrib::test
