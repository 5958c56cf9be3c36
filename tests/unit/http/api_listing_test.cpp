#include <libattrib/http/api_listing.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("the list has each method and path of the document, in its order") {
    const json document = json::parse(R"({"info":{"title":"shop","description":"What sells."},
        "paths":{"/b":{"get":{"summary":"B"},"post":{"summary":"Adds"}},
                 "/a/{id}":{"get":{"summary":"A"}},
                 "/c":{"servers":[{"url":"/"}],"get":{"summary":"C"}}}})");
    CHECK(api_listing(document, "1.2.3") == json::parse(R"({"name":"shop","version":"1.2.3",
        "description":"What sells.","openapi":"/api/v1/openapi.json","reference":"/api",
        "endpoints":[{"method":"GET","path":"/api/v1/b","summary":"B"},
                     {"method":"POST","path":"/api/v1/b","summary":"Adds"},
                     {"method":"GET","path":"/api/v1/a/{id}","summary":"A"},
                     {"method":"GET","path":"/c","summary":"C"}]})"));
}

}  // namespace attrib::test
