// Rows of analytics programs, each as its vendor documents it.
#include <libattrib/io/json_event_parser.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

// What an event says, its columns in their order with slashes between, or the reason why it is
// none.
std::string text_of(const std::optional<rule_break>& broken, const event& read) {
    if (broken)
        return std::string(name_of(broken->reason)) +
               (broken->where ? " " + std::string(rule_of(*broken->where).name) : "");
    std::string text;
    for (const column_rule& rule : column_rules) {
        if (!text.empty() || rule.name != "event_id") text += '|';
        if (rule.text != nullptr) text += read.*rule.text;
        if (rule.name == "event_value" && read.event_value) text += to_string(*read.event_value);
    }
    return text;
}

// What a row says, or each event of a body.
std::string events_of(std::string_view row, const column_renames& renames = {}) {
    json_event_parser parser({.renames = renames});
    event read;
    std::string all = text_of(parser.parse(row, read), read);
    while (parser.has_more()) all += "\n" + text_of(parser.parse_next(read), read);
    return all;
}

const std::string time_key = R"("timestamp":"2025-03-01T10:00:00.000Z")";

}  // namespace

TEST_CASE("Segment and RudderStack") {
    CHECK(
        events_of(
            R"({"type":"page","messageId":"m1","anonymousId":"a","userId":null,)" + time_key +
            R"(,"name":"Home","channel":"web","properties":{"url":"https://b.example/","referrer":"https://c.example/"},
                 "context":{"page":{"url":"https://a.example/","referrer":"$direct"},"device":{"type":"ios"},
                 "campaign":{"name":"n","source":"s","medium":"m"},"location":{"country":"Chile"}}})") ==
        "m1|a||page_view||s|m|n|https://a.example/|https://c.example/|ios|Chile|||");
    CHECK(events_of(
              R"({"properties":{"order_id":"O","total":"45.0","revenue":42.5,"currency":"eur"},)"
              R"("type":"track","event":"Order Completed","anonymous_id":"a",)"
              R"("original_timestamp":"2025-03-01T10:00:00Z"})") ==
          "|a||Order Completed|||||||||42.50|EUR|O");
    CHECK(events_of(R"({"type":"track","event":"x","userId":"u",)" + time_key +
                    R"(,"properties":{"total":7,"value":"blue"}})") == "|u||x|||||||||7.00||");
    CHECK(events_of(R"({"type":"track","event":"x","userId":"u",)" + time_key +
                    R"(,"properties":{"value":"blue"}})") == "|u||x|||||||||||");
    CHECK(events_of(R"({"type":"screen","anonymousId":"a",)" + time_key + "}") ==
          "|a||screen_view|||||||||||");
    CHECK(events_of(R"({"type":"identify","anonymousId":"a","userId":"u",)" + time_key + "}") ==
          "|a||identify|||||||||||");
    // Columns' own names and renames go before the shape's.
    CHECK(
        events_of(
            R"({"type":"page","anonymousId":"a","name":"Home","channel":"Email",)" + time_key + "}",
            {{"channel", "channel"}, {"name", "event_name"}, {"anonymousId", "event_id"}}) ==
        "missing_value user_pseudo_id");
    CHECK(
        events_of(
            R"({"type":"page","anonymousId":"a","name":"Home","channel":"Email",)" + time_key + "}",
            {{"channel", "channel"}, {"name", "event_name"}}) == "|a||Home|Email||||||||||");
    CHECK(events_of(R"({"type":"track","anonymousId":"a",)" + time_key + "}") ==
          "missing_value event_name");
    CHECK(events_of(R"({"type":"track","event":"x","anonymousId":"a",)" + time_key +
                    R"(,"properties":{"revenue":{"amount":5}}})") == "wrong_type event_value");
    CHECK(events_of(R"({"type":"track","event":"x","anonymousId":"a",)" + time_key +
                    R"(,"properties":{"revenue":"12,50 EUR"}})") == "bad_value event_value");
}

TEST_CASE("PostHog") {
    const std::string properties =
        R"({"$current_url":"https://a.example/?utm_source=x","$referrer":"$direct",
            "utm_source":"s","utm_medium":"m","utm_campaign":"c","$device_type":"Desktop",
            "$geoip_country_code":"CL","$geoip_country_name":"Chile","revenue":9.5,"currency":"USD",
            "order_id":"O"})";
    const std::string wanted =
        "id|d||page_view||s|m|c|https://a.example/?utm_source=x||Desktop|Chile|9.50|USD|O";
    CHECK(events_of(R"({"uuid":"id","event":"$pageview","distinct_id":"d",)" + time_key +
                    ",\"properties\":" + properties + "}") == wanted);
    // As columns of text hold it.
    std::string quoted;
    for (const char c : properties)
        if (c != '\n') quoted += c == '"' ? "\\\"" : std::string(1, c);
    CHECK(events_of(R"({"uuid":"id","event":"$pageview","distinct_id":"d",)" + time_key +
                    ",\"properties\":\"" + quoted + "\"}") == wanted);
    CHECK(events_of(R"({"distinct_id":"d","event":"bought","id":"i","user_id":"no",)" + time_key +
                    "}") == "i|d||bought|||||||||||");
    CHECK(events_of(R"({"distinct_id":null,"event":"bought","user_id":"no",)" + time_key + "}") ==
          "missing_value user_pseudo_id");
}

TEST_CASE("bodies of GA4's Measurement Protocol") {
    CHECK(events_of(R"({"client_id":"c","user_id":"u","timestamp_micros":"1740823200000000",
            "user_location":{"country_id":"CL"},"device":{"category":"mobile"},"events":[
            {"name":"page_view","params":{"page_location":"https://a.example/","source":"s","medium":"m",
             "campaign":"c","session_id":"1"}},
            {"name":"purchase","timestamp_micros":1740823200000001,"params":{"currency":"EUR",
             "transaction_id":"T","items":[{"price":2.5,"quantity":2}]}},
            {"name":"vitals","params":{"value":"good"}},
            {"params":{}}, 5]})") ==
          "|c||page_view||s|m|c|https://a.example/||mobile|CL|||\n"
          "|c||purchase|||||||mobile|CL|5.00|EUR|T\n"
          "|c||vitals|||||||mobile|CL|||\n"
          "missing_value event_name\n"
          "bad_json");
    CHECK(events_of(R"({"app_instance_id":"c","timestamp_micros":1740823200000000,)"
                    R"("events":[{"name":"a"}]})") == "|c||a|||||||||||");
    CHECK(events_of(
              R"({"timestamp_micros":1740823200000000,"user_id":"u","events":[{"name":"a"}]})") ==
          "missing_value user_pseudo_id");
    CHECK(events_of(
              R"({"client_id":"c","events":[{"name":"a","timestamp_micros":1740823200000}]})") ==
          "timestamp_unit event_timestamp");
    CHECK(events_of(R"({"client_id":"c","events":[]})") == "missing_value event_timestamp");
    // A renamed key of the body, of the event and of its parameters.
    CHECK(events_of(R"({"client_id":"c","site":"w","timestamp_micros":1740823200000000,
            "events":[{"name":"a","id":"7","params":{"order":"T","plan":{"price":3}}}]})",
                    {{"site", "country"},
                     {"id", "event_id"},
                     {"params.order", "transaction_id"},
                     {"params.plan.price", "event_value"}}) == "7|c||a||||||||w|3.00||T");
    CHECK(events_of(R"({"client_id":"\u0000","timestamp_micros":1740823200000000,)"
                    R"("events":[{"name":"a"}]})") == "nul_byte user_pseudo_id");
}

TEST_CASE("a row with keys of a shape that is of none keeps its columns") {
    const std::string row =
        R"({"user_pseudo_id":"u","event_timestamp":"2025-03-01T10:00:00Z","event_name":"x",)";
    const std::string wanted = "|u||x|||||||||||";
    CHECK(events_of(row + R"("type":"page","event":{},"timestamp":5,"id":[],"uuid":Infinity})") ==
          wanted);
    CHECK(
        events_of(row + R"("properties":{"url":{},"revenue":"x"},"context":[1],"events":[{}]})") ==
        wanted);
    CHECK(events_of(row + R"("user_id":"v","distinct_id":"w","properties":"{"})") == "bad_json");
    CHECK(events_of(row + R"("distinct_id":"w","event":"y","type":5})") == wanted);
    CHECK(events_of(row + R"("channel":"Email","userId":"v"})") == "|u||x|Email||||||||||");
}

TEST_CASE("GA4's three batch fields make an event_id that sorts as they do") {
    const std::string row =
        R"({"user_pseudo_id":"u","event_timestamp":1740823200000000,"event_name":"x",)";
    const auto id_of = [&](const std::string& rest) {
        const std::string all = events_of(row + rest + "}");
        return all.substr(0, all.find('|'));
    };
    const auto batch = [&](const std::string& page, int ordering, int index) {
        return id_of(R"("batch_page_id":)" + page + R"(,"batch_ordering_id":")" +
                     std::to_string(ordering) + R"(","batch_event_index":)" +
                     std::to_string(index));
    };
    CHECK(batch("1740823200123", 2, 10) == "0000001740823200123-0000000002-0000000010");
    CHECK(batch("1740823200123", 2, 9) < batch("1740823200123", 2, 10));
    CHECK(batch("1740823200123", 9, 1) < batch("1740823200123", 10, 0));
    CHECK(batch("999", 9, 1) < batch("1000", 1, 1));
    CHECK(id_of(R"("batch_page_id":1,"batch_ordering_id":null,"batch_event_index":3)").empty());
    CHECK(id_of(R"("batch_page_id":1,"batch_ordering_id":-2,"batch_event_index":3)").empty());
    CHECK(
        id_of(R"("event_id":"e","batch_page_id":1,"batch_ordering_id":2,"batch_event_index":3)") ==
        "e");
}

TEST_CASE("what holds a required column is to be named where no key is called so") {
    json_event_parser parser({});
    event read;
    const auto message = [&](std::string_view row) {
        return message_of(parser.parse(row, read).value());
    };
    using Catch::Matchers::Contains;
    CHECK_THAT(message(R"({"event_timestamp":1740823200000000,"event_name":"x"})"),
               Contains("--map KEY=user_pseudo_id"));
    CHECK_THAT(message(R"({"user_pseudo_id":"","event_timestamp":1740823200000000})"),
               !Contains("--map KEY") && Contains("is empty"));
}

}  // namespace attrib::test
