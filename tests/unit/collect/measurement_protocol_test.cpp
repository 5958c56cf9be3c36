#include <fmt/format.h>

#include <libattrib/collect/measurement_protocol.hpp>
#include <nlohmann/json.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

const timestamp noon = timestamp(microseconds{1'740'823'200'000'000});

// The codes and paths of a body's messages.
std::string codes_of(const std::string& body) {
    std::string codes;
    for (const validation_message& each : validate_measurement(body, noon))
        codes += fmt::format("{}{} {}", codes.empty() ? "" : ", ", each.code, each.field_path);
    return codes;
}

std::string event_with(const std::string& members) {
    return R"({"client_id":"c","events":[{)" + members + "}]}";
}

std::string repeated(const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += (i == 0 ? "" : ",") + text;
    return all;
}

std::string parameters(std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += fmt::format("{}\"p{}\":1", i ? "," : "", i);
    return all;
}

}  // namespace

TEST_CASE("a body within the limits has no messages") {
    CHECK(codes_of(event_with(R"("name":"purchase","params":{"value":1.5,"currency":"EUR"})")) ==
          "");
    CHECK(codes_of(R"({"app_instance_id":"a","timestamp_micros":"1740823100000000",)"
                   R"("user_properties":{"tier":{"value":"gold"}},"events":[{"name":"login"}]})") ==
          "");
    CHECK(json_of({}) == "[]");
}

TEST_CASE("what Google requires must be there") {
    CHECK(codes_of("{}") == "VALUE_REQUIRED client_id, VALUE_REQUIRED events");
    CHECK(codes_of(R"({"client_id":"","events":[]})") ==
          "VALUE_INVALID client_id, VALUE_REQUIRED events");
    CHECK(codes_of(R"({"client_id":"c","events":[{}, 7]})") ==
          "VALUE_REQUIRED events.name, VALUE_INVALID events");
    for (const char* const wrong : {"", "[]", "7", "{", "{} x"})
        CHECK(codes_of(wrong) == "VALUE_INVALID ");
}

TEST_CASE("names follow Google's rules") {
    const auto name = [](const std::string& text) {
        return codes_of(event_with("\"name\":\"" + text + "\""));
    };
    CHECK(name("_badEventName") == "NAME_INVALID events");
    CHECK(name("1st") == "NAME_INVALID events");
    CHECK(name("two words") == "NAME_INVALID events");
    CHECK(name(std::string(40, 'a')) == "");
    CHECK(name(std::string(41, 'a')) == "NAME_INVALID events");
    CHECK(name("session_start") == "NAME_RESERVED events");
    CHECK(name("google_thing") == "NAME_RESERVED events");
    CHECK(codes_of(event_with(R"("name":"a","params":{"ga_x":1,"-":2})")) ==
          "NAME_RESERVED events.params, NAME_INVALID events.params");
    CHECK(codes_of(R"({"client_id":"c","events":[{"name":"a"}],"user_properties":)"
                   R"({"user_id":{"value":"x"},"t":{"value":")" +
                   std::string(37, 'v') + "\"}}}") ==
          "NAME_RESERVED user_properties, VALUE_OUT_OF_BOUNDS user_properties.t");
}

TEST_CASE("counts and lengths have limits") {
    const auto events = [](std::size_t count) {
        return R"({"client_id":"c","events":[)" + repeated(R"({"name":"a"})", count) + "]}";
    };
    CHECK(codes_of(events(25)) == "");
    CHECK(codes_of(events(26)) == "EXCEEDED_MAX_ENTITIES events");
    const auto with = [](const std::string& members) {
        return codes_of(event_with(R"("name":"a","params":{)" + members + "}"));
    };
    CHECK(with(parameters(25)) == "");
    CHECK(with(parameters(26)) == "EXCEEDED_MAX_ENTITIES events.params");
    CHECK(with("\"a\":\"" + std::string(100, 'x') + "\"") == "");
    CHECK(with("\"a\":\"" + std::string(101, 'x') + "\"") == "VALUE_OUT_OF_BOUNDS events.params.a");
    CHECK(with("\"page_location\":\"" + std::string(1000, 'x') + "\"") == "");
    CHECK(codes_of(event_with("\"name\":\"a\"") + std::string(130'000, ' ')) ==
          "VALUE_OUT_OF_BOUNDS ");
    const std::string broken = R"({"client_id":"c","events":[)" + repeated("7", 1000) + "]}";
    CHECK(validate_measurement(broken, noon).size() == max_validation_messages);
}

TEST_CASE("events more than 72 hours old are told, and times that are none") {
    CHECK(codes_of(event_with(R"("name":"a","timestamp_micros":1740564000000000)")) == "");
    CHECK(codes_of(event_with(R"("name":"a","timestamp_micros":1740563999999999)")) ==
          "VALUE_OUT_OF_BOUNDS events.timestamp_micros");
    CHECK(codes_of(R"({"client_id":"c","timestamp_micros":"x","events":[{"name":"a"}]})") ==
          "VALUE_INVALID timestamp_micros");
}

TEST_CASE("messages are JSON as Google's validation server answers it") {
    const auto told = nlohmann::json::parse(
        json_of(validate_measurement(event_with(R"("name":"_bad\"Name")"), noon)));
    REQUIRE(told.size() == 1);
    CHECK(told[0]["fieldPath"] == "events");
    CHECK(told[0]["validationCode"] == "NAME_INVALID");
    CHECK(told[0]["description"].get<std::string>().find("_bad\"Name") != std::string::npos);
}

TEST_CASE("a body is one row, and has a time") {
    const auto row_of = [](const std::string& body) {
        return read_measurement({.query = {}, .body = body, .user_agent = {}, .now = noon}).rows;
    };
    CHECK(row_of("{\n \"client_id\": \"c\",\n \"events\": [{\"name\": \"a\", \"params\": "
                 "{\"value\": 20.10}}]}") ==
          "{\"timestamp_micros\":1740823200000000,\"client_id\":\"c\",\"events\":[{\"name\":\"a\","
          "\"params\":{\"value\":20.10}}]}\n");
    CHECK(row_of(R"({"timestamp_micros":1,"events":[]})") ==
          "{\"timestamp_micros\":1,\"events\":[]}\n");
    CHECK(row_of("{}") == "{}\n");
    for (const char* const none : {"", "[]", "{", "no"}) CHECK(row_of(none).empty());
}

}  // namespace attrib::test
