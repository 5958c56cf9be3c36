#include <libattrib/http/api_documents.hpp>
#include <nlohmann/json.hpp>
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

}  // namespace attrib::test
