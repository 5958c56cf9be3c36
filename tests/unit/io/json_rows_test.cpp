#include <libattrib/io/json_rows.hpp>
#include <tests/catch.hpp>

using attrib::ndjson_of;

namespace {

// What comes out, to be compared with a text of its own: g++ 12 misreads the bounds of a literal.
void check_rows(std::string_view document, const std::string& rows) {
    INFO(document);
    CHECK(ndjson_of(document).value() == rows);
}

}  // namespace

TEST_CASE("one value is one row, an array a row a value, as they are written") {
    check_rows(R"( { "a" : 20.10, "b" : "x y" } )", "{\"a\":20.10,\"b\":\"x y\"}\n");
    check_rows("[ {\"a\":1},\n\n {\"b\":[2, 3]} ,{} ]", "{\"a\":1}\n{\"b\":[2,3]}\n{}\n");
    check_rows("[]", "");
    check_rows("[12345678901234567890123]", "12345678901234567890123\n");
}

TEST_CASE("brackets, commas and quotes inside strings divide nothing") {
    check_rows(R"([{"a":"],[\",{\\"},{"b":"}"}])", "{\"a\":\"],[\\\",{\\\\\"}\n{\"b\":\"}\"}\n");
}

TEST_CASE("what is no document is an error; what a row breaks is for its parser") {
    for (const char* const wrong : {"", "  ", "[", "[{}", "[{}]x", "[{}][{}]", "[\"a]", "{\"a"}) {
        INFO(wrong);
        CHECK(ndjson_of(wrong).has_error());
    }
    check_rows("[nonsense,{}]", "nonsense\n{}\n");
}
