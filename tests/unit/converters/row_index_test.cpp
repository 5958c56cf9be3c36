#include <libattrib/converters/detail/row_index.hpp>
#include <tests/catch.hpp>
#include <utility>
#include <vector>

namespace attrib::detail {
namespace {

using row_places = std::vector<std::pair<std::size_t, std::size_t>>;

row_places picked(const row_index& rows, const user_bloom_filter& users) {
    row_places found;
    rows.pick(users, [&](std::size_t begin, std::size_t size) { found.emplace_back(begin, size); });
    return found;
}

TEST_CASE("rows of any length are found again where they lie") {
    const std::uint32_t anna = user_bloom_filter::key_of("anna");
    const std::uint32_t ben = user_bloom_filter::key_of("ben");
    row_index rows;
    rows.add(anna, 10);
    rows.add(ben, 1023);
    rows.add(anna, 1024);
    rows.add(anna, 1);
    rows.add(ben, 1'000'000);
    rows.add(ben, 7);
    CHECK(rows.bytes() == (6 + 2) * 4);
    user_bloom_filter users;
    CHECK(picked(rows, users).empty());
    users.add(anna);
    CHECK(picked(rows, users) == row_places{{0, 10}, {1033, 1024}, {2057, 1}});
    users.add(ben);
    CHECK(picked(rows, users) ==
          row_places{
              {0, 10}, {10, 1023}, {1033, 1024}, {2057, 1}, {2058, 1'000'000}, {1'002'058, 7}});
    rows.clear();
    CHECK(rows.bytes() == 0);
    CHECK(picked(rows, users).empty());
}

}  // namespace
}  // namespace attrib::detail
