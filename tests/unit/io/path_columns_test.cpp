#include <libattrib/io/path_columns.hpp>
#include <tests/catch.hpp>
#include <vector>

namespace attrib {
namespace {

using header = std::vector<std::string_view>;

std::string refusal_of(const header& names, const path_column_names& given = {}) {
    const auto found = find_path_columns(names, given);
    REQUIRE(found.has_error());
    return found.error().message;
}

TEST_CASE("columns of paths are known by their usual names, without case") {
    const path_columns found =
        find_path_columns(
            header{"", "Path", "Total_Conversions", "total_conversion_value", "total_null"}, {})
            .value();
    CHECK(found.width == 5);
    CHECK(found.path.position == 1);
    CHECK(found.path.name == "Path");
    CHECK(found.conversions.value().position == 2);
    CHECK(found.value.value().position == 3);
    CHECK(found.ends.value().position == 4);
    const path_columns few = find_path_columns(header{"nulls", "channels_agg"}, {}).value();
    CHECK(few.path.position == 1);
    CHECK_FALSE(few.conversions.has_value());
}

TEST_CASE("columns of paths may be named") {
    const auto names = path_column_names_of("path=journey, conversions=Sales,null=lost").value();
    const path_columns found =
        find_path_columns(header{"path", "JOURNEY", "sales", "lost"}, names).value();
    CHECK(found.path.position == 1);
    CHECK(found.conversions.value().position == 2);
    CHECK(found.ends.value().position == 3);
    CHECK(count_path_columns(header{"path", "journey", "value"}, names) == 2);
}

TEST_CASE("a header without columns of paths is refused with a remedy") {
    CHECK(refusal_of({"journey", "sales"}) ==
          "the header has no column of paths; it has journey, sales; name the columns with "
          "--path-columns path=NAME,conversions=NAME,value=NAME,journeys=NAME,null=NAME");
    CHECK_THAT(refusal_of({"path", "value"}),
               Contains("no column of conversions or nulls; it has path, value"));
    CHECK_THAT(refusal_of({"path", "conversions", "total_conversions"}),
               Contains("two columns for conversions, conversions and total_conversions"));
    CHECK_THAT(
        refusal_of({"path", "nulls"},
                   {.path = {}, .conversions = "sales", .value = {}, .journeys = {}, .ends = {}}),
        Contains("--path-columns conversions=sales: the header has no such column"));
}

TEST_CASE("names of columns that make no sense are refused") {
    for (const char* const wrong : {"journey", "path=", "way=x", "path=a,path=b", "=x"}) {
        CAPTURE(wrong);
        const auto names = path_column_names_of(wrong);
        REQUIRE(names.has_error());
        CHECK(names.error().code == errc::bad_mapping);
    }
    CHECK(path_column_names_of("").has_value());
}

}  // namespace
}  // namespace attrib
