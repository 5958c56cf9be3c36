// What describes the API is there without a database.
#include <tests/http/local_server.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {

using Catch::Matchers::Contains;

TEST_CASE("a list for programs and a page for people say what there is") {
    const served server(no_database, {"--refresh", "off"});
    const http_answer list = server.get("/api/v1");
    CHECK(list.status == 200);
    CHECK(list.header("content-type") == "application/json");
    CHECK(list.json()["name"] == "attrib");
    CHECK_FALSE(list.json()["version"].get<std::string>().empty());
    CHECK(server.get("/api/v1/").body == list.body);
    CHECK(server.get(list.json()["openapi"].get<std::string>()).status == 200);
    const http_answer page = server.get(list.json()["reference"].get<std::string>());
    CHECK(page.status == 200);
    CHECK(page.header("content-type") == "text/html; charset=utf-8");
    CHECK_THAT(page.header("content-security-policy"), Contains("default-src 'none'"));
    for (const auto& each : list.json()["endpoints"])
        CHECK_THAT(page.body, Contains(each["path"].get<std::string>()));
    const http_answer style = server.get("/api/reference.css");
    CHECK(style.status == 200);
    CHECK(style.header("content-type") == "text/css; charset=utf-8");
    CHECK(server.get("/api/v1?x=1").status == 400);
    CHECK(server.get("/api/v1", "Accept: text/html\r\n").status == 406);
    const http_answer wrong = http_client(server.port()).ask("POST", "/api/v1");
    CHECK(wrong.status == 405);
    CHECK_THAT(server.get("/nothing").json()["detail"].get<std::string>(), Contains("/api/v1"));
}

TEST_CASE("the page is for everybody, the list for who may read") {
    const served server(no_database, {"--refresh", "off"}, token_line("read", read_token));
    CHECK(server.get("/api").status == 200);
    CHECK(server.get("/api/v1").status == 401);
    CHECK(server.get("/api/v1", may_read).status == 200);
}

}  // namespace attrib::test
