#include <algorithm>
#include <libattrib/attribution/path_log.hpp>
#include <limits>
#include <numeric>
#include <tests/catch.hpp>

namespace attrib {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

struct kept_path {
    std::vector<std::uint32_t> channels;
    std::uint64_t conversions = 0;
    std::int64_t value = 0;
};

TEST_CASE("paths come back from a log as they were added") {
    std::vector<std::uint32_t> many(300);
    std::iota(many.begin(), many.end(), 0);
    const std::vector<kept_path> paths{{{0}, 1, 0},
                                       {{1, 0, 1}, 127, -1},
                                       {many, std::uint64_t{1} << 40, largest},
                                       {{~std::uint32_t{0}}, 16'384, -largest - 1}};
    path_log log;
    for (const kept_path& each : paths) log.add(each.channels, each.conversions, money{each.value});
    path_log::reader read(log);
    for (const kept_path& each : paths) {
        REQUIRE(read.next());
        CHECK(std::ranges::equal(read.channels(), each.channels));
        CHECK(read.conversions() == each.conversions);
        CHECK(read.value() == money{each.value});
    }
    CHECK_FALSE(read.next());
}

}  // namespace
}  // namespace attrib
