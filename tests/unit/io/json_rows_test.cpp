#include <libattrib/io/json_rows.hpp>
#include <tests/catch.hpp>

using attrib::ndjson_of;

TEST_CASE("one value is one row, an array a row a value, as they are written") {
    CHECK(ndjson_of(R"( { "a" : 20.10, "b" : "x y" } )").value() ==
          "{\"a\":20.10,\"b\":\"x y\"}\n");
    CHECK(ndjson_of("[ {\"a\":1},\n\n {\"b\":[2, 3]} ,{} ]").value() ==
          "{\"a\":1}\n{\"b\":[2,3]}\n{}\n");
    CHECK(ndjson_of("[]").value().empty());
    CHECK(ndjson_of("[12345678901234567890123]").value() == "12345678901234567890123\n");
}

TEST_CASE("brackets, commas and quotes inside strings divide nothing") {
    CHECK(ndjson_of(R"([{"a":"],[\",{\\"},{"b":"}"}])").value() ==
          "{\"a\":\"],[\\\",{\\\\\"}\n{\"b\":\"}\"}\n");
}

TEST_CASE("what is no document is an error; what a row breaks is for its parser") {
    for (const char* const wrong : {"", "  ", "[", "[{}", "[{}]x", "[{}][{}]", "[\"a]", "{\"a"}) {
        INFO(wrong);
        CHECK(ndjson_of(wrong).has_error());
    }
    CHECK(ndjson_of("[nonsense,{}]").value() == "nonsense\n{}\n");
}
