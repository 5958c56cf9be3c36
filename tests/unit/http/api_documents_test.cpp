#include <libattrib/http/api_documents.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <tests/catch.hpp>
#include <tests/support/json_schema.hpp>

namespace attrib::test {

using Catch::Matchers::Contains;

TEST_CASE("what describes the API is ready: document, list, page and its style") {
    const api_documents made("1.2.3");
    const auto document = nlohmann::ordered_json::parse(made.openapi->body());
    CHECK(document["openapi"] == "3.1.0");
    const auto listing = nlohmann::ordered_json::parse(made.listing->body());
    CHECK(json_schemas().why_not("listing", listing).empty());
    CHECK(listing["version"] == "1.2.3");
    CHECK_THAT(made.reference->body(), Contains("/api/reference.css"));
    CHECK_THAT(made.style->body(), Contains("prefers-color-scheme"));
}

// What generators of clients and linters of OpenAPI ask for.
TEST_CASE("every operation has an id of its own, a tag that is described, and a refusal") {
    const api_documents made("1");
    const auto document = nlohmann::ordered_json::parse(made.openapi->body());
    std::set<std::string> tags;
    for (const auto& each : document["tags"]) {
        CHECK_FALSE(each["description"].get<std::string>().empty());
        tags.insert(each["name"]);
    }
    std::set<std::string> ids;
    for (const auto& [path, operations] : document["paths"].items())
        for (const auto& [method, operation] : operations.items()) {
            if (method == "servers") continue;
            CAPTURE(path, method);
            CHECK(ids.insert(operation["operationId"].get<std::string>()).second);
            REQUIRE(operation["tags"].size() == 1);
            CHECK(tags.contains(operation["tags"][0].get<std::string>()));
            const auto& answers = operation["responses"];
            CHECK((answers.contains("400") || answers.contains("401") || path == "/openapi.json" ||
                   path == "/"));
        }
    const std::string text = document.dump();
    for (const auto& [name, schema] : document["components"]["schemas"].items())
        CHECK_THAT(text, Contains("\"#/components/schemas/" + name + "\""));
}

}  // namespace attrib::test
