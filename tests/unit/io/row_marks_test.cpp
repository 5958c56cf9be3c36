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

TEST_CASE("rows of any length are found again where they lie") {
    const std::uint32_t anna = user_filter::key_of("anna");
    const std::uint32_t ben = user_filter::key_of("ben");
    row_marks marks;
    marks.add(anna, 10);
    marks.add(ben, 1023);
    marks.add(anna, 1024);
    marks.add(anna, 1);
    marks.add(ben, 1'000'000);
    marks.add(ben, 7);
    CHECK(marks.bytes() == (6 + 2) * 4);
    user_filter users;
    CHECK(picked(marks, users).empty());
    users.add(anna);
    CHECK(picked(marks, users) == row_places{{0, 10}, {1033, 1024}, {2057, 1}});
    users.add(ben);
    CHECK(picked(marks, users) ==
          row_places{
              {0, 10}, {10, 1023}, {1033, 1024}, {2057, 1}, {2058, 1'000'000}, {1'002'058, 7}});
    marks.clear();
    CHECK(marks.bytes() == 0);
    CHECK(picked(marks, users).empty());
}

}  // namespace
}  // namespace attrib
