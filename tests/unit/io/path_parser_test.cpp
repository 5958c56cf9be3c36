#include <libattrib/io/path_parser.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

// A row of path, conversions, value, null, with semicolons between.
struct parsed_path {
    bool is_path = false;
    std::vector<std::string> channels;
    std::uint64_t conversions = 0;
    std::uint64_t ends = 0;
    std::int64_t value = 0;
    reject_reason reason{};
    std::string message;
};

const path_columns& four_columns() {
    static const path_columns columns{4,  {0, "path"},   {{1, "conversions"}}, {{2, "value"}},
                                      {}, {{3, "nulls"}}};
    return columns;
}

parsed_path parse(const std::string& text, const std::string& separator = " > ",
                  const path_columns& columns = four_columns()) {
    csv_rows rows(text, 1, {.delimiter = ';'});
    REQUIRE(rows.next());
    path_parser parser(columns, separator, ';');
    path_row row;
    parsed_path out;
    out.is_path = parser.parse(rows.values(), false, row);
    if (!out.is_path) {
        out.reason = parser.reason();
        out.message = parser.message();
        return out;
    }
    out.channels.assign(row.channels.begin(), row.channels.end());
    out.conversions = row.conversions;
    out.ends = row.ends;
    out.value = row.value.millionths;
    return out;
}

using texts = std::vector<std::string>;

TEST_CASE("a row is a path with counts and a value") {
    const parsed_path row = parse("Display > Paid Search;2;10,5;1\n");
    CHECK(row.channels == texts{"Display", "Paid Search"});
    CHECK(row.conversions == 2);
    CHECK(row.ends == 1);
    CHECK(row.value == 10'500'000);
}

TEST_CASE("empty counts are 0, and counts may be written as numbers of R") {
    CHECK(parse("a;;;\n").is_path);
    CHECK(parse("a;NULL;;3\n").ends == 3);
    CHECK(parse("a;1e+05;-3.25;2.0\n").conversions == 100'000);
    CHECK(parse("a;1;-3.25;2.0\n").value == -3'250'000);
    CHECK(parse("a;1;;2.0\n").ends == 2);
}

TEST_CASE("a flag says whether one journey converted") {
    CHECK(parse("a;True;;0\n").conversions == 1);
    CHECK(parse("a;FALSE;;0\n").ends == 0);
    path_columns without_ends = four_columns();
    without_ends.ends.reset();
    CHECK(parse("a;false;;x\n", " > ", without_ends).ends == 1);
}

TEST_CASE("a column of journeys counts those that do not convert") {
    path_columns columns = four_columns();
    columns.ends.reset();
    columns.journeys = {3, "journeys"};
    CHECK(parse("a;2;;5\n", " > ", columns).ends == 3);
    CHECK(parse("a;True;;5\n", " > ", columns).conversions == 5);
    CHECK(parse("a;True;;5\n", " > ", columns).ends == 0);
    CHECK(parse("a;False;;5\n", " > ", columns).ends == 5);
    CHECK(parse("a;6;;5\n", " > ", columns).message == "conversions is above journeys");
    columns.ends = {1, "nulls"};  // which counts them itself
    columns.conversions.reset();
    CHECK(parse("a;6;;5\n", " > ", columns).ends == 6);
}

TEST_CASE("channels are whatever stands between separators") {
    CHECK(parse("(start) > Conversion > (null);1;;\n").channels ==
          texts{"(start)", "Conversion", "(null)"});
    CHECK(parse("a>b > a->c;1;;\n").channels == texts{"a>b", "a->c"});
    CHECK(parse("a>b > c;1;;\n", ">").channels == texts{"a", "b", "c"});
    CHECK(parse("\"a;b > \"\"c\"\"\";1;;\n").channels == texts{"a;b", "\"c\""});
    CHECK(parse("a > b,c;1;;\n", ",").channels == texts{"a > b", "c"});
    CHECK(parse("a b  c;1;;\n", "  ").channels == texts{"a b", "c"});
    CHECK(parse(">x > y;1;;\n").channels == texts{">x", "y"});
}

TEST_CASE("a path without a channel, or with an empty one, is a reject") {
    CHECK(parse(";1;;\n").message == "path is empty; it must name at least one channel");
    for (const char* const row :
         {"a >  > b;1;;\n", " > a;1;;\n", "a > ;1;;\n", "a >   > b;1;;\n"}) {
        CAPTURE(row);
        const parsed_path parsed = parse(row);
        CHECK_FALSE(parsed.is_path);
        CHECK(parsed.reason == reject_reason::missing_value);
        CHECK(parsed.message == "path has an empty channel; take out the separator beside it");
    }
}

TEST_CASE("rows that break a rule say which") {
    CHECK(parse("a;1;2\n").reason == reject_reason::field_count);
    for (const char* const count :
         {"-1", "1.5", "1.00000001", "x", "NA", "1 2", "99999999999999999999"}) {
        CAPTURE(count);
        CHECK(parse(std::string("a;") + count + ";;\n").reason == reject_reason::bad_value);
        CHECK(parse(std::string("a;;;") + count + "\n").message ==
              "nulls is not a whole number from 0 to 1000000000000");
    }
    CHECK(parse("a;1000000000001;;\n").reason == reject_reason::value_range);
    CHECK(parse("a;1000000000000;;\n").is_path);
    CHECK(parse("a;1;1.200,50;\n").reason == reject_reason::bad_value);
    CHECK(parse("a;1;9999999999999999;\n").reason == reject_reason::value_range);
    CHECK(parse("a;0;5;1\n").message == "value is not 0, but nothing converts along the path");
    CHECK(parse("\xFF > a;1;;\n").reason == reject_reason::bad_utf8);
    CHECK(parse(std::string("a\0b;1;;\n", 8)).reason == reject_reason::nul_byte);
    CHECK(parse(std::string(20'000, 'x') + ";1;;\n").reason == reject_reason::text_too_long);
}

}  // namespace
}  // namespace attrib
