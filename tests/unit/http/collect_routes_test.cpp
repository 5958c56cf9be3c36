#include <libattrib/http/collect_routes.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

std::string key_of(const std::string& target) {
    http_request request;
    request.target = target;
    return find_collect_route(request.path())->key(request);
}

}  // namespace

TEST_CASE("each protocol has its path and its key") {
    CHECK(find_collect_route("/g/collect") != nullptr);
    CHECK(find_collect_route("/g/collect/") == nullptr);
    CHECK(find_collect_route("/") == nullptr);
    CHECK(key_of("/g/collect?v=2&tid=G-1") == "G-1");
    CHECK(key_of("/mp/collect?measurement_id=G-1&api_secret=s%2B") == "s+");
    CHECK(key_of("/mp/collect?api_secret=%zz").empty());
    http_request segment;
    segment.authorization = "Basic a2V5Og==";
    CHECK(find_collect_route("/v1/batch")->key(segment) == "key");
    CHECK(find_collect_route("/debug/mp/collect")->is_dry);
    CHECK(key_of("/pubsub/push?key=K-1") == "K-1");
    http_request browser;
    browser.body = R"({"writeKey":"W-1"})";
    CHECK(find_collect_route("/v1/t")->key(browser) == "W-1");
    CHECK(index_of(*find_collect_route("/mp/collect")) == 1);
}

TEST_CASE("senders by origin and key") {
    access_rules rules;
    http_request request;
    request.target = "/g/collect?tid=G-1";
    const collect_route& route = *find_collect_route("/g/collect");
    const auto code = [&] {
        const auto refused = refusal_of_sender(request, route, rules);
        return refused ? refused->code : std::string();
    };
    request.origin = "https://a.example";
    CHECK(code().empty());
    rules.collect.origins = {"https://b.example"};
    CHECK(code() == "origin_refused");
    request.method = http_method::options;
    CHECK(code().empty());
    request.method = http_method::get;
    request.origin = "https://b.example";
    CHECK(code().empty());
    rules.tokens.add(access_scope::read, "G-1");
    CHECK(code().empty());
    rules.tokens.add(access_scope::send, "G-2");
    CHECK(code() == "unknown_key");
    rules.tokens.add(access_scope::send, "G-1");
    CHECK(code().empty());
}

}  // namespace attrib::test
