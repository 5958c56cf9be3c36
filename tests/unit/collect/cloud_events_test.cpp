#include <libattrib/collect/cloud_events.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

constexpr std::string_view structured = "application/cloudevents+json; charset=utf-8";
constexpr std::string_view batched = "application/cloudevents-batch+json";

client_request request_of(std::string_view type, std::string_view body,
                          cloud_event_head head = {}) {
    return {.query = {},
            .body = body,
            .user_agent = {},
            .now = {},
            .content_type = type,
            .cloud_event = head};
}

std::vector<enveloped_rows> messages_of(const client_request& request) {
    return read_cloud_events(request).value().messages;
}

}  // namespace

TEST_CASE("a structured CloudEvent, whose numbers stay as they are written") {
    const auto messages = messages_of(request_of(
        structured, R"({"specversion":"1.0","id":"e-1","source":"/shop","type":"order.placed",)"
                    R"("time":"2025-03-01T10:00:00Z","data":{"event_value":20.10,"list":[1]}})"));
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].rows == R"({"event_value":20.10,"list":[1]})");
    CHECK(messages[0].event_id == "e-1");
    CHECK(messages[0].event_name == "order.placed");
    CHECK(messages[0].event_timestamp == "2025-03-01T10:00:00Z");
}

TEST_CASE("data as base64 or as a text") {
    CHECK(
        messages_of(request_of(structured, R"({"id":"1","data_base64":"eyJhIjoxfQ=="})"))[0].rows ==
        R"({"a":1})");
    CHECK(messages_of(request_of(structured, R"({"id":"1","data":"{\"a\":1}"})"))[0].rows ==
          R"({"a":1})");
}

TEST_CASE("a CloudEvent in binary mode, with percent-encoded headers") {
    const auto messages = messages_of(
        request_of("application/json", R"({"a":1})", {.id = "e%201", .type = "t", .time = "then"}));
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].rows == R"({"a":1})");
    CHECK(messages[0].event_id == "e 1");
    CHECK(messages[0].event_name == "t");
    CHECK(messages[0].event_timestamp == "then");
}

TEST_CASE("a batch, of which each event has its own identity; broken ones are kept") {
    const auto messages = messages_of(
        request_of(batched, R"([{"id":"1","data":{"a":1}},{"id":"2","data":[{"a":2},{"a":3}]},)"
                            R"({"id":"3"},17,{"id":4,"data":{}}])"));
    REQUIRE(messages.size() == 5);
    CHECK(messages[0].event_id == "1");
    CHECK(messages[1].rows == R"([{"a":2},{"a":3}])");
    CHECK(messages[2].rows == R"(?{"id":"3"})");
    CHECK(messages[3].rows == "?17");
    CHECK(messages[4].rows == R"(?{"id":4,"data":{}})");
    std::string many = "[";
    for (int i = 0; i <= 1000; ++i) many += "{},";
    many.back() = ']';
    CHECK(read_cloud_events(request_of(batched, many)).error().code == errc::too_large);
}

TEST_CASE("a structured CloudEvent without data is kept as it came") {
    const auto messages = messages_of(request_of(structured, R"({"id":"3","type":"t"})"));
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].rows == R"(?{"id":"3","type":"t"})");
}

TEST_CASE("a message of Pub/Sub that Eventarc passes on") {
    const auto messages = messages_of(request_of(
        "application/json", R"({"message":{"data":"eyJhIjoxfQ==","messageId":"77"}})",
        {.id = "1", .type = "google.cloud.pubsub.topic.v1.messagePublished", .time = {}}));
    CHECK(messages[0].rows == R"({"a":1})");
    CHECK(messages[0].event_id == "77");
}

TEST_CASE("what is no CloudEvent is refused with the remedy") {
    CHECK_THAT(read_cloud_events(request_of("application/json", "{}")).error().message,
               Catch::Matchers::Contains("ce-id"));
    for (const char* const wrong :
         {"", "{", "[]", "null", "7", "{}", R"({"id":1,"data":{}})", R"({"id":"","data":{}})",
          R"([{"id":"1","data":{}}])", R"({"id":"1","data":{}}x)", R"({"id":"1","data":})",
          R"({"id":"1","data":{})"}) {
        INFO(wrong);
        const auto read = read_cloud_events(request_of(structured, wrong));
        REQUIRE(read.has_error());
        CHECK(read.error().code == errc::invalid_option);
        CHECK_THAT(read.error().message, Catch::Matchers::Contains("one CloudEvent"));
    }
    for (const char* const wrong : {"", "{}", R"({"id":"1","data":{}})", "7"}) {
        INFO(wrong);
        CHECK_THAT(read_cloud_events(request_of(batched, wrong)).error().message,
                   Catch::Matchers::Contains("array of CloudEvents"));
    }
}

}  // namespace attrib::test
