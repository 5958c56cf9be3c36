#include <libattrib/http/reference_page.hpp>
#include <set>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

const json& api_document() {
    static const json document = json::parse(contents_of("libattrib/http/openapi.json"));
    return document;
}

// What stands between each `begin` and the next `end`.
std::vector<std::string> between(const std::string& text, const std::string& begin,
                                 const std::string& end) {
    std::vector<std::string> all;
    for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
        at += begin.size();
        all.push_back(text.substr(at, text.find(end, at) - at));
    }
    return all;
}

}  // namespace

TEST_CASE("a method has its parameters, its answers and an example") {
    const std::string page = reference_page(json::parse(R"({
        "info":{"title":"shop","description":"What <sells>."},
        "paths":{"/orders/{id}":{"get":{"summary":"One order","description":"By id & day.",
            "parameters":[{"$ref":"#/components/parameters/id"},
                          {"name":"day","in":"query","example":"2025-03-01",
                           "description":"Of it.","schema":{"type":"string"}},
                          {"name":"limit","in":"query","description":"Rows.",
                           "schema":{"type":"integer","minimum":1,"maximum":9}}],
            "responses":{"200":{"description":"The order.","content":{"application/json":
                {"schema":{"$ref":"#/components/schemas/order"}}}},
                         "404":{"description":"None."}}}}},
        "components":{"parameters":{"id":{"name":"id","in":"path","required":true,
                          "example":"o-1","description":"Names it.","schema":{"type":"string"}}},
            "schemas":{"order":{"type":"object","description":"As it was paid.",
                "required":["lines"],"properties":{"lines":{"type":"array","items":
                    {"type":"object","properties":{"sku":{"type":"string","examples":["s"]}}}},
                    "state":{"enum":["paid","open"]}}}}}})"));
    for (const char* const part :
         {"<h1>shop API</h1>", "What &lt;sells&gt;.", "id=\"get-orders-id\"",
          "<h2><code>GET /api/v1/orders/{id}</code></h2>", "<p>One order. By id &amp; day.</p>",
          "<code>id</code> (required)</th><td>path</td>", "integer at least 1 at most 9",
          "$ curl -s 'http://127.0.0.1:8080/api/v1/orders/o-1?day=2025-03-01'",
          "&quot;sku&quot;: &quot;s&quot;", "<th scope=\"row\">404</th>", "id=\"schema-order\"",
          "As it was paid.", "<code>lines</code></th>", "<code>lines[].sku</code> (optional)",
          "one of <code>paid</code>, <code>open</code>"}) {
        INFO(page);
        CHECK_THAT(page, Contains(part));
    }
}

TEST_CASE("the page of the API leads nowhere but to what there is") {
    const std::string page = reference_page(api_document());
    std::set<std::string> ids;
    for (const std::string& id : between(page, " id=\"", "\"")) {
        INFO(id);
        CHECK(ids.insert(id).second);
    }
    for (const std::string& link : between(page, "href=\"#", "\"")) {
        INFO(link);
        CHECK(ids.count(link) == 1);
    }
    // Nothing runs, and nothing comes from elsewhere.
    for (const char* const none :
         {"<script", "<style", " style=", " onclick=", "src=", "href=\"http"})
        CHECK_THAT(page, !Contains(none));
    for (const auto& [path, methods] : api_document()["paths"].items())
        CHECK_THAT(page, Contains((methods.contains("servers") ? " " : " /api/v1") + path +
                                  "</code></h2>"));
}

}  // namespace attrib::test
