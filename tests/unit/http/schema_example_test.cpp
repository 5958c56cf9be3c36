#include <libattrib/http/schema_example.hpp>
#include <tests/catch.hpp>
#include <tests/support/json_schema.hpp>

namespace attrib::test {
namespace {

json document_with(const char* schemas) {
    return {{"x-member-examples", {{"channel", "Email"}, {"day", "never"}}},
            {"components", {{"schemas", json::parse(schemas)}}}};
}

}  // namespace

TEST_CASE("a schema's own example comes first, then that of the member's name, then its type") {
    const json document = document_with(
        R"({"day":{"type":"string","examples":["2025-03-15","2025-03-16"]},
            "row":{"type":"object","properties":{
                "day":{"$ref":"#/components/schemas/day"},
                "channel":{"type":["string","null"]},
                "what":{"type":"string"},
                "kind":{"enum":["start","state"]},
                "part":{"anyOf":[{"type":"number","minimum":0},{"type":"null"}]},
                "touches":{"type":"integer","minimum":2},
                "is_open":{"type":"boolean"},
                "others":{"type":"object","additionalProperties":{"type":"number"}},
                "names":{"type":"array","items":{"type":"string"}}}}})");
    CHECK(example_of(document, document["components"]["schemas"]["row"]) ==
          json::parse(R"({"day":"2025-03-15","channel":"Email","what":"...","kind":"start",
              "part":1,"touches":2,"is_open":true,"others":{},"names":["..."]})"));
}

TEST_CASE("a reference leads to the schema that it names") {
    const json document = document_with(R"({"a":{"type":"null"}})");
    CHECK(resolved(document, {{"$ref", "#/components/schemas/a"}}) == json{{"type", "null"}});
    CHECK(resolved(document, {{"type", "string"}}) == json{{"type", "string"}});
}

TEST_CASE("the example of each schema of the API is as the schema has it") {
    const json document = json::parse(contents_of("libattrib/http/openapi.json"));
    const json_schemas schemas;
    for (const auto& [name, schema] : document["components"]["schemas"].items()) {
        INFO(name);
        CHECK(schemas.why_not(name, example_of(document, schema)).empty());
    }
}

}  // namespace attrib::test
