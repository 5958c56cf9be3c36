// --rate-limit.
#include <tests/http/local_server.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

// Statuses of so many requests one after the other.
std::vector<int> statuses(http_client& client, int requests, const std::string& lines = {}) {
    std::vector<int> all;
    for (int i = 0; i < requests; ++i)
        all.push_back(client.ask("GET", "/api/v1/openapi.json", lines).status);
    return all;
}

}  // namespace

TEST_CASE("who asks too often is answered 429; tokens and addresses do not pay for each other") {
    access_rules rules;
    rules.requests_per_second = 1;
    rules.tokens.add(access_scope::read, read_token);
    rules.tokens.add(access_scope::write, write_token);
    local_server server({.rules = std::move(rules)});
    http_client client = server.connect();
    // 0.99 requests cannot have been paid back before the second.
    const auto is_limited = [](const std::vector<int>& all) {
        return all.front() == 200 && std::ranges::count(all, 429) > 0;
    };
    CHECK(is_limited(statuses(client, 50)));
    CHECK(is_limited(statuses(client, 50, may_read)));
    CHECK(is_limited(statuses(client, 50, may_write)));
    REQUIRE(eventually(
        [&] { return client.ask("GET", "/api/v1/openapi.json", may_read).status == 429; }));
    CHECK_THAT(server.metrics.text(), Contains("attrib_http_rate_limited_total"));
    CHECK(server.metrics.requests_limited >= 3);
    // Pages and probes are not the API.
    for (int i = 0; i < 50; ++i) CHECK(client.ask("GET", "/api").status == 200);
    CHECK(client.ask("GET", "/healthz").status == 200);
    CHECK(client.ask("GET", "/metrics").status == 200);
    CHECK(eventually([&] { return client.ask("GET", "/api/v1", may_read).status == 200; }));
}

TEST_CASE("a refused request says what the limit is and keeps its connection") {
    access_rules rules;
    rules.requests_per_second = 1;
    local_server server({.rules = std::move(rules)});
    http_client client = server.connect();
    http_answer refused;
    REQUIRE(eventually([&] {
        refused = client.ask("GET", "/api/v1");
        return refused.status == 429;
    }));
    CHECK(refused.header("content-type") == "application/problem+json");
    CHECK(refused.header("retry-after") == "1");
    CHECK(refused.json()["type"] == "urn:attrib:problem:too_many_requests");
    CHECK_THAT(refused.json()["detail"].get<std::string>(), Contains("at most 1 requests"));
    CHECK(client.ask("GET", "/healthz").status == 200);
}

TEST_CASE("without a limit nobody is refused") {
    local_server server;
    http_client client = server.connect();
    CHECK(std::ranges::count(statuses(client, 500), 200) == 500);
    CHECK(server.metrics.requests_limited == 0);
}

}  // namespace attrib::test
