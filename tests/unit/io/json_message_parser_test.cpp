#include <libattrib/io/json_message_parser.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

std::string event_of(const std::string& user) {
    return R"({"user_pseudo_id":")" + user +
           R"(","event_timestamp":"2025-03-01T10:00:00Z","event_name":"view"})";
}

struct parsed_messages {
    void take(std::string_view message, std::uint64_t offset) {
        counts +=
            parser.parse(message, {.source = source, .offset = offset, .latest = latest}, seen);
    }
    [[nodiscard]] std::string users() const {
        std::string all;
        for (const auto& each : seen.events) all += each.view().user_pseudo_id;
        return all;
    }

    std::string source = "kafka:t/3";
    timestamp latest = timestamp::max();
    json_message_parser parser{reading_options{}};
    collecting_consumer seen;
    row_counts counts;
};

}  // namespace

TEST_CASE("a message is an event, several of them, or an array") {
    parsed_messages test;
    test.take(event_of("a"), 1);
    test.take(event_of("b") + "\n" + event_of("c") + "\n", 2);
    test.take(event_of("d") + event_of("e"), 3);
    test.take("\xEF\xBB\xBF [" + event_of("f") + ",\n  " + event_of("g") + "]\n", 4);
    test.take(
        "{\n  \"user_pseudo_id\": \"h\",\n  \"event_timestamp\": \"2025-03-01T10:00:00Z\",\n"
        "  \"event_name\": \"view\"\n}",
        5);
    test.take("[]", 6);
    CHECK(test.users() == "abcdefgh");
    CHECK(test.seen.rejects.empty());
    CHECK((test.counts.read == 8 && test.counts.accepted == 8));
}

TEST_CASE("a message of GA4's Measurement Protocol has an event for each of its events") {
    parsed_messages test;
    test.take(
        R"({"client_id":"a","timestamp_micros":1740823200000000,"events":[{"name":"x"},{"name":"y"}]})",
        9);
    CHECK(test.users() == "aa");
}

TEST_CASE("events without an identity have that of their message, by their place") {
    parsed_messages test;
    const std::string own = R"({"event_id":"own",)" + event_of("b").substr(1);
    test.parser.parse(event_of("a") + own + event_of("c"),
                      {.source = test.source, .identity = "m-1"}, test.seen);
    std::string identities;
    for (const auto& each : test.seen.events) identities.append(each.view().event_id).append(" ");
    CHECK(identities == "m-1 own m-1.1 ");
}

TEST_CASE("without an offset a reject names the line within the message") {
    parsed_messages test;
    test.parser.parse(event_of("a") + "\n{\"event_name\":\"x\"}\n", {.source = test.source},
                      test.seen);
    REQUIRE(test.seen.rejects.size() == 1);
    CHECK(test.seen.rejects.front().line == 2);
}

TEST_CASE("a broken message is a reject with its offset and spoils no other") {
    parsed_messages test;
    std::uint64_t offset = 100;
    const std::vector<std::pair<std::string, reject_reason>> broken{
        {"", reject_reason::bad_json},
        {" \n", reject_reason::bad_json},
        {"user,time", reject_reason::bad_json},
        {"{\"a\":", reject_reason::cut_off},
        {"[" + event_of("x"), reject_reason::cut_off},
        {"{\"user_pseudo_id\":\"\xC3\"}", reject_reason::row_not_utf8},
        {std::string("\0\0\0\0\1{}", 7), reject_reason::bad_json},
        {"{\"a\":\"" + std::string(std::size_t{2} << 20, 'x') + "\"}",
         reject_reason::row_too_long}};
    for (const auto& [text, reason] : broken) {
        INFO(text.substr(0, 100));
        test.seen.rejects.clear();
        test.take(text, ++offset);
        REQUIRE(test.seen.rejects.size() == 1);
        CHECK(test.seen.rejects.front().reason == reason);
        CHECK(test.seen.rejects.front().file == "kafka:t/3");
        CHECK(test.seen.rejects.front().line == offset);
        test.take(event_of("y"), ++offset);
    }
    CHECK(test.users() == "yyyyxyyyy");
}

TEST_CASE("an event of a message that lies too far in the future is a reject") {
    parsed_messages test;
    test.latest = at("2025-03-01T09:00:00Z");
    test.take(event_of("a"), 7);
    REQUIRE(test.seen.rejects.size() == 1);
    CHECK(test.seen.rejects.front().reason == reject_reason::timestamp_future);
}

}  // namespace attrib::test
