#include <libattrib/attribution/path_log.hpp>
#include <limits>
#include <tests/catch.hpp>

namespace attrib {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

TEST_CASE("paths come back from a log as they were added") {
    dictionary channels;
    path_log log(channels);
    const std::vector<std::string_view> one{"a"};
    const std::vector<std::string_view> three{"b", "a", "b"};
    std::vector<std::string> names;
    for (int i = 0; i < 300; ++i) names.push_back("channel " + std::to_string(i));
    const std::vector<std::string_view> many(names.begin(), names.end());
    const std::vector<path_row> rows{{one, 1, 0, money{0}},
                                     {three, 127, 128, money{-1}},
                                     {many, most_row_journeys, most_row_journeys, money{largest}},
                                     {one, 16'384, 0, money{-largest - 1}}};
    for (const path_row& each : rows) log.add(each);
    path_log::reader read(log);
    for (const path_row& each : rows) {
        REQUIRE(read.next());
        std::vector<std::string_view> found;
        for (const std::uint32_t number : read.channels())
            found.push_back(channels.text_of(number));
        CHECK(found == std::vector<std::string_view>(each.channels.begin(), each.channels.end()));
        CHECK(read.conversions() == each.conversions);
        CHECK(read.ends() == each.ends);
        CHECK(read.value() == each.value);
    }
    CHECK_FALSE(read.next());
    CHECK(log.conversions() == 16'512 + most_row_journeys);
    CHECK(log.ends() == 128 + most_row_journeys);
    CHECK(log.value() == money_sum(money{-2}));
}

TEST_CASE("a log refuses more visits than 64 bits count") {
    dictionary channels;
    path_log log(channels);
    const std::vector<std::string_view> path(1'000'000, "a");
    const path_row row{path, most_row_journeys, 0, {}};
    for (int i = 0; i < 18; ++i) log.add(row);
    CHECK_THROWS_AS(log.add(row), failure);
}

}  // namespace
}  // namespace attrib
