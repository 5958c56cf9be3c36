#include <libattrib/collect/pubsub.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

enveloped_rows message_of(const std::string& body) { return read_pubsub_message(body).value(); }

}  // namespace

TEST_CASE("a push request of Pub/Sub is its message's data, with identity and time") {
    const enveloped_rows rows = message_of(
        R"({"message":{"attributes":{"a":"b"},"data":"eyJhIjoxfQ==","messageId":"77",)"
        R"("message_id":"77","publishTime":"2025-03-01T10:00:00.5Z"},"subscription":"s"})");
    CHECK(rows.rows == R"({"a":1})");
    CHECK(rows.event_id == "77");
    CHECK(rows.event_timestamp == "2025-03-01T10:00:00.5Z");
    CHECK(rows.event_name.empty());
    // The spelling of older clients and of emulators.
    const enveloped_rows old =
        message_of(R"({"message":{"data":"eyJhIjoxfQ","message_id":"78","publish_time":"t"}})");
    CHECK(old.rows == R"({"a":1})");
    CHECK(old.event_id == "78");
    CHECK(old.event_timestamp == "t");
}

TEST_CASE("data that cannot be read is kept as a row that breaks a rule") {
    CHECK(message_of(R"({"message":{"data":"%%","messageId":"1"}})").rows == "?%%");
    CHECK(message_of(R"({"message":{"attributes":{"a":"b"},"messageId":"1"}})").rows ==
          R"(?{"attributes":{"a":"b"},"messageId":"1"})");
}

TEST_CASE("what is no push request is refused with the remedy") {
    for (const char* const body :
         {"", "{}", "[]", "no json", R"({"message":"text"})", R"({"a":1})"})
        CHECK_THAT(
            read_pubsub({.query = {}, .body = body, .user_agent = {}, .now = {}}).error().message,
            Catch::Matchers::Contains("payload unwrapping"));
}

}  // namespace attrib::test
