#include <libattrib/core/utf8.hpp>
#include <libattrib/http/event_message.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

json event_with(const std::string& page) {
    return {{"event_id", "e"},
            {"page_location", page},
            {"event_value", nullptr},
            {"conversion",
             {{"conversion_id", page},
              {"credits", json::array({{{"model", "first_click"}, {"channel", nullptr}}})}}}};
}

}  // namespace

TEST_CASE("events that fit are told as they are") {
    const json events{event_with("/a"), event_with(std::string(max_told_text_bytes, 'b'))};
    CHECK(event_message(7, 2, events) ==
          json{{"change", 7}, {"count", 2}, {"more", 0}, {"events", events}});
    CHECK(event_message(7, 900, events)["more"] == 898);
    CHECK(event_message(7, 0, json::array())["events"].empty());
}

TEST_CASE("a long text is cut between characters, and named") {
    for (const char* const character : {"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
        std::string page = "p";
        while (page.size() <= 20'000) page += character;
        const json told = event_message(1, 1, {event_with(page)})["events"][0];
        const auto& text = told["page_location"].get_ref<const std::string&>();
        CHECK(is_utf8(text));
        CHECK(text.ends_with("\xE2\x80\xA6"));
        CHECK(text.size() <= max_told_text_bytes + 3);
        CHECK(text.size() > max_told_text_bytes - 4);
        CHECK(told["cut"] == json{"page_location", "conversion_id"});
        CHECK(told["event_id"] == "e");
    }
}

TEST_CASE("a long text is cut in the credits of a conversion, too") {
    json event = event_with("/a");
    event["conversion"]["credits"][0]["channel"] = std::string(20'000, 'c');
    const json told = event_message(1, 1, {event})["events"][0];
    const json& channel = told["conversion"]["credits"][0]["channel"];
    CHECK(channel.get_ref<const std::string&>().size() == max_told_text_bytes + 3);
    CHECK(told["cut"] == json{"channel"});
}

TEST_CASE("a message is bounded, whatever the events hold, and says how many more there are") {
    json events = json::array();
    for (int i = 0; i < 500; ++i) events.push_back(event_with(std::string(16'384, '\x01')));
    const json message = event_message(1, 500, events);
    CHECK(message.dump().size() < max_message_bytes + 200);
    CHECK_FALSE(message["events"].empty());
    CHECK(message["events"].size() + message["more"].get<std::size_t>() == 500);
}

}  // namespace attrib::test
