#include <libattrib/schema/columns.hpp>
#include <string>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("columns are visited in order, each with its name and value") {
    struct pair {
        std::int64_t left;
        std::string_view right;
    };
    constexpr std::tuple columns{
        table_column{"left", required, [](const pair& row) { return row.left; }},
        table_column{"right", nullable, [](const pair& row) { return row.right; }}};
    const pair row{3, "x"};
    std::string names;
    std::size_t nullables = 0;
    for_each_column(columns, [&](const auto& column) {
        (names += column.name) += ' ';
        nullables += column.is_nullable ? 1U : 0U;
    });
    CHECK(names == "left right ");
    CHECK(nullables == 1);
    CHECK(std::get<0>(columns).get(row) == 3);
    CHECK(std::get<1>(columns).get(row) == "x");
}

}  // namespace
}  // namespace attrib
