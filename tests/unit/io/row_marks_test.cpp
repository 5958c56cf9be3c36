#include <libattrib/io/row_marks.hpp>
#include <tests/catch.hpp>
#include <utility>
#include <vector>

namespace attrib {
namespace {

using row_places = std::vector<std::pair<std::size_t, std::size_t>>;

row_places picked(const row_marks& marks, const user_filter& users) {
    row_places found;
    marks.pick(users,
               [&](std::size_t begin, std::size_t size) { found.emplace_back(begin, size); });
    return found;
}

TEST_CASE("rows are found again where they lie") {
    const std::uint32_t anna = user_filter::key_of("anna");
    const std::uint32_t ben = user_filter::key_of("ben");
    row_marks marks;
    CHECK_FALSE(marks.is_complete());
    marks.add(anna, 10);
    marks.add(ben, 4095);
    marks.add(anna, 1);
    marks.add(ben, 7);
    REQUIRE(marks.is_complete());
    CHECK(marks.bytes() == 16);
    user_filter users;
    CHECK(picked(marks, users).empty());
    users.add(anna);
    CHECK(picked(marks, users) == row_places{{0, 10}, {4105, 1}});
    users.add(ben);
    CHECK(picked(marks, users) == row_places{{0, 10}, {10, 4095}, {4105, 1}, {4106, 7}});
}

TEST_CASE("marks with a long row say nothing, until they are cleared") {
    row_marks marks;
    marks.add(1, 20);
    marks.add(1, 4096);
    marks.add(1, 20);
    CHECK_FALSE(marks.is_complete());
    marks.clear();
    CHECK_FALSE(marks.is_complete());
    marks.add(1, 20);
    CHECK(marks.is_complete());
}

}  // namespace
}  // namespace attrib
