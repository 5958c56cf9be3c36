#include <array>
#include <libattrib/attribution/path_roles.hpp>
#include <map>
#include <string>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("the first and the last quarter of a path are rounded up") {
    const auto parts = [](std::size_t length) {
        const path_quarters quarters = quarters_of(length);
        return std::array{quarters.early, length - quarters.early - quarters.late, quarters.late};
    };
    using counts = std::array<std::size_t, 3>;
    CHECK(parts(1) == counts{0, 0, 1});
    CHECK(parts(2) == counts{1, 0, 1});
    CHECK(parts(3) == counts{1, 1, 1});
    CHECK(parts(4) == counts{1, 2, 1});
    CHECK(parts(5) == counts{2, 1, 2});
    CHECK(parts(8) == counts{2, 4, 2});
    CHECK(parts(9) == counts{3, 3, 3});
}

TEST_CASE("a value counts once per path as an opener, helper and closer, and by touchpoint") {
    std::map<char, role_tally> tallies;
    std::uint64_t paths = 0;
    for (const std::string path : {"EPD", "PD", "EEEE", "D"})
        add_roles(path.size(), ++paths,
                  [&](std::size_t place) -> role_tally& { return tallies[path[place]]; });
    CHECK(tallies['E'].counts == role_counts{2, 2, 1, 2, 2, 2, 1});
    CHECK(tallies['P'].counts == role_counts{1, 2, 0, 2, 1, 1, 0});
    CHECK(tallies['D'].counts == role_counts{1, 0, 3, 3, 0, 0, 3});
    role_counts all;
    for (const auto& [value, tally] : tallies) all.add(tally.counts);
    CHECK(all == role_counts{4, 4, 4, 7, 3, 3, 4});
}

}  // namespace attrib::test
