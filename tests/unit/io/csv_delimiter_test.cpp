#include <libattrib/io/csv_delimiter.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

char found(std::string_view header) { return delimiter_of_header(header, column_renames{}); }

TEST_CASE("a header says what stands between its names") {
    for (const char delimiter : {',', ';', '\t', '|'}) {
        std::string header = "user_pseudo_id?event_name?event_timestamp\n";
        std::ranges::replace(header, '?', delimiter);
        CHECK(found(header) == delimiter);
        header = "\"user_pseudo_id\"?\"a,b;c\td|e\"?\"event\n;|,name\"?x\n";
        std::ranges::replace(header, '?', delimiter);
        CHECK(found(header) == delimiter);
    }
}

TEST_CASE("known names weigh more than many names, and a comma is the rule") {
    CHECK(found("event_name;a,b,c,d,e,f;source\n") == ';');
    CHECK(found("a;b;c,d\n") == ';');
    CHECK(found("a;b,c\n") == ',');
    CHECK(found("one\n") == ',');
    CHECK(found("") == ',');
    CHECK(found("\n") == ',');
    CHECK(found("\"") == ',');
    CHECK(delimiter_of_header("x,y|a,b|c,d\n", {{"a,b", "source"}}) == '|');
}

TEST_CASE("a line for Excel states the delimiter") {
    CHECK(stated_delimiter("sep=;\r\n") == ';');
    CHECK(stated_delimiter("\xEF\xBB\xBFsep=\t\n") == '\t');
    CHECK(stated_delimiter("\"sep=,\"\n") == ',');
    for (const std::string_view line : {"", "sep", "sep=", "sep=\n", "sep=;;\n", "sep=a\n",
                                        "sep=\"\n", "a,sep=;\n", "SEPARATOR,x\n"})
        CHECK_FALSE(stated_delimiter(line));
}

TEST_CASE("the beginning of a file tells its delimiter, unless the user does") {
    CHECK(delimiter_of_beginning("\xEF\xBB\xBF\r\n\nevent_name;source\na,b\n", {}) == ';');
    CHECK(delimiter_of_beginning("sep=|\nevent_name;source\n", {}) == '|');
    CHECK(delimiter_of_beginning("event_name;source\n", {.delimiter = '^'}) == '^');
    CHECK(delimiter_of_beginning("event_name\tsource", {}) == '\t');
    CHECK(delimiter_of_beginning("", {}) == ',');
}

}  // namespace
}  // namespace attrib
