// Messages that Pub/Sub and CloudEvents bring, and limits of clients of a site.
#include <tests/http/served.hpp>
#include <tests/support/signed_tokens.hpp>

namespace attrib::test {
namespace {

const std::string as_json = "Content-Type: application/json\r\n";
constexpr const char* audience = "https://t.shop.example/pubsub/push";

std::string base64_of(const std::string& text) { return to_base64url(text); }

std::string push_of(const std::string& data, const std::string& id) {
    return nlohmann::json{
        {"message",
         {{"data", base64_of(data)}, {"messageId", id}, {"publishTime", "2025-03-01T10:00:00Z"}}},
        {"subscription", "projects/p/subscriptions/s"}}
        .dump();
}

http_answer push(const served& server, const std::string& body, const std::string& lines = {},
                 const std::string& target = "/pubsub/push") {
    return http_client(server.port()).ask("POST", target, as_json + lines, body);
}

std::string ids_of(const temporary_database& database) {
    return database.value(
        "select string_agg(event_id || ' ' || event_name, ',' order by event_id) from "
        "(select distinct event_id, event_name from ga4_events_raw) as x");
}

const std::string plain = R"({"user_pseudo_id":"u","event_name":"order"})";

}  // namespace

TEST_CASE("pushed messages are stored before they are acknowledged, again with the same identity") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--collect"});
    for (int i = 0; i < 2; ++i) CHECK(push(server, push_of(plain, "11")).status == 204);
    CHECK(push(server, push_of("[" + plain + ',' + plain + ']', "12")).status == 204);
    CHECK(push(server, push_of(plain + '\n' + plain + '\n', "13")).status == 204);
    const std::string segment =
        R"({"type":"track","event":"signup","anonymousId":"a","messageId":"own"})";
    CHECK(push(server, push_of(segment, "14")).status == 204);
    const std::string measurement = R"({"client_id":"9.9","events":[{"name":"x"},{"name":"y"}]})";
    CHECK(push(server, push_of(measurement, "15")).status == 204);
    CHECK(ids_of(database) ==
          "11 order,12 order,12.1 order,13 order,13.1 order,15 x,15.1 y,own signup");
    CHECK(database.value("select min(event_timestamp at time zone 'UTC') = max(event_timestamp at "
                         "time zone 'UTC') from ga4_events_raw") == "t");
    CHECK(database.value("select count(*) from ga4_events_rejected") == "0");
}

TEST_CASE("a poison message is kept as a reject and acknowledged; what is none is refused") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--collect"});
    CHECK(push(server, push_of("no json", "1")).status == 204);
    CHECK(push(server, push_of(R"({"event_name":"order"})", "2")).status == 204);
    CHECK(push(server, R"({"message":{"data":"%%%","messageId":"3"}})").status == 204);
    CHECK(push(server, R"({"message":{"attributes":{"a":"b"},"messageId":"4"}})").status == 204);
    CHECK(push(server, push_of("", "5")).status == 204);
    CHECK(push(server, push_of("[]", "6")).status == 204);  // no events, as in Kafka
    CHECK(database.value("select string_agg(reason, ',' order by reason) from "
                         "ga4_events_rejected") ==
          "bad_json,bad_json,bad_json,bad_json,missing_value");
    CHECK(database.value("select count(*) from ga4_events_raw") == "0");
    const http_answer refused = push(server, R"({"user_pseudo_id":"u"})");
    CHECK(refused.status == 400);
    CHECK(refused.json()["type"] == "urn:attrib:problem:no_push_request");
}

TEST_CASE("pushed messages need a key where there are keys, or a signed token") {
    const temporary_database database;
    const token_signer signer;
    const temporary_directory folder;
    const std::string keys = folder.write("keys.json", signer.web_key_set());
    const std::string tokens = token_line("send", "PUSH-KEY");
    {
        const served server(database.name(), {"--refresh", "off", "--collect"}, tokens);
        CHECK(push(server, push_of(plain, "1")).status == 403);
        CHECK(push(server, push_of(plain, "1"), {}, "/pubsub/push?key=PUSH-KEY").status == 204);
    }
    const served server(database.name(),
                        {"--refresh", "off", "--collect", "--push-keys", keys, "--push-audience",
                         audience, "--push-email", "push@shop.example"},
                        tokens);
    const std::int64_t later = std::time(nullptr) + 3600;
    nlohmann::json claims{{"aud", audience},
                          {"iss", "https://accounts.google.com"},
                          {"exp", later},
                          {"email", "push@shop.example"},
                          {"email_verified", true}};
    const auto bearer = [&] { return "Authorization: Bearer " + signer.token(claims) + "\r\n"; };
    CHECK(push(server, push_of(plain, "2"), bearer()).status == 204);
    claims["aud"] = "https://other.example";
    const http_answer refused = push(server, push_of(plain, "3"), bearer());
    CHECK(refused.status == 401);
    CHECK(refused.json()["type"] == "urn:attrib:problem:token_refused");
    CHECK(push(server, push_of(plain, "3"), {}, "/pubsub/push?key=PUSH-KEY").status == 401);
    CHECK(ids_of(database) == "1 order,2 order");
    // Keys do not sign for tags.
    CHECK(server.get("/g/collect?v=2&tid=PUSH-KEY&cid=1.1&en=x").status == 204);
}

TEST_CASE("CloudEvents in all three modes") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--collect"});
    const auto send = [&](const std::string& lines, const std::string& body) {
        return http_client(server.port()).ask("POST", "/cloudevents", lines, body).status;
    };
    const std::string head = R"("specversion":"1.0","source":"/s","time":"2025-03-01T10:00:00Z",)";
    const std::string data = R"("data":{"user_pseudo_id":"u"}})";
    CHECK(send("Content-Type: application/cloudevents+json\r\n",
               "{" + head + R"("id":"a","type":"order",)" + data) == 204);
    CHECK(send("Content-Type: application/cloudevents-batch+json\r\n",
               "[{" + head + R"("id":"b","type":"order",)" + data + ",{" + head +
                   R"("id":"c","type":"order",)" + data + "]") == 204);
    CHECK(send(as_json + "ce-specversion: 1.0\r\nce-id: d\r\nce-source: /s\r\nce-type: order\r\n"
                         "ce-time: 2025-03-01T10:00:00Z\r\n",
               R"({"user_pseudo_id":"u"})") == 204);
    CHECK(ids_of(database) == "a order,b order,c order,d order");
    CHECK(send(as_json, R"({"user_pseudo_id":"u"})") == 400);
    CHECK(database.value("select count(*) from ga4_events_rejected") == "0");
}

TEST_CASE("limits of a key, of an address and of a body are told with the remedy and counted") {
    const temporary_database database;
    const std::string hit = "/g/collect?v=2&tid=G-A&cid=1.1&en=x";
    const auto is_refused = [](const served& server, const std::string& target) {
        http_client client(server.port());
        http_answer refused;
        for (int i = 0; i < 50 && refused.status != 429; ++i) refused = client.ask("GET", target);
        CHECK(refused.header("retry-after") == "1");
        return refused.status == 429 ? refused.json()["detail"].get<std::string>() : "";
    };
    {
        const served server(database.name(),
                            {"--refresh", "off", "--collect", "--collect-key-rate", "1"});
        CHECK_THAT(is_refused(server, hit), Catch::Matchers::Contains("one key"));
        // Others have their own.
        CHECK(server.get("/g/collect?v=2&tid=G-B&cid=1.1&en=x").status == 204);
        CHECK(server.get("/api/v1", may_write).status == 200);
        CHECK_THAT(server.get("/metrics", may_write).body,
                   !Catch::Matchers::Contains(
                       "attrib_collect_refused_total{problem=\"too_many_requests\"} 0\n"));
    }
    const served server(database.name(), {"--refresh", "off", "--collect", "--collect-rate", "1",
                                          "--collect-body", "1K"});
    CHECK_THAT(is_refused(server, hit), Catch::Matchers::Contains("one address"));
    REQUIRE(eventually([&] { return push(server, std::string(1025, ' ')).status == 413; }));
    CHECK_THAT(server.get("/metrics", may_write).body,
               !Catch::Matchers::Contains(
                   "attrib_collect_refused_total{problem=\"content_too_large\"} 0\n"));
}

}  // namespace attrib::test
