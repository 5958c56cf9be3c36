#include <libattrib/http/sse_broker.hpp>
#include <tests/catch.hpp>
#include <thread>

namespace attrib::test {
namespace {

std::vector<std::string> texts_of(const sse_broker::opening& opening) {
    std::vector<std::string> texts;
    for (const auto& text : opening.texts) texts.push_back(*text);
    return texts;
}

std::vector<std::string> opened(const sse_broker& hub, std::optional<std::int64_t> seen) {
    return texts_of(hub.open(seen));
}

using texts = std::vector<std::string>;

std::string reset(int number) {
    return framed("reset", "{\"change\":" + std::to_string(number) + "}", number);
}

}  // namespace

TEST_CASE("a message as text/event-stream has it") {
    CHECK(framed("events", "{}") == "event: events\ndata: {}\n\n");
    CHECK(framed("events", "{}", 7) == "event: events\ndata: {}\nid: 7\n\n");
}

TEST_CASE("listeners hear everything in order, with a number that counts") {
    sse_broker hub;
    texts heard;
    std::vector<std::uint64_t> sequences;
    hub.add_listener([&](const stream_message& message) {
        heard.push_back(*message.text);
        sequences.push_back(message.sequence);
    });
    hub.publish(1, "one");
    hub.publish_state("state");
    hub.publish_reset(5);
    hub.publish(6, "six", sse_broker::kind::state);
    CHECK(heard == texts{"one", "state", reset(5), "six"});
    CHECK(sequences == std::vector<std::uint64_t>{1, 2, 3, 4});
    CHECK(hub.last_change() == 6);
    CHECK(hub.open({}).sequence == 4);
}

TEST_CASE("who begins is told the state, and nothing that happened before") {
    sse_broker hub;
    CHECK(opened(hub, {}).empty());
    hub.publish(1, "one");
    hub.publish_state("old");
    hub.publish_state("new");
    CHECK(opened(hub, {}) == texts{"new"});
}

TEST_CASE("who comes back is told what they missed") {
    sse_broker hub;
    hub.publish_reset(10);
    for (int i = 11; i <= 13; ++i) hub.publish(i, std::to_string(i));
    CHECK(opened(hub, 10) == texts{"11", "12", "13"});
    CHECK(opened(hub, 12) == texts{"13"});
    CHECK(opened(hub, 13).empty());
    hub.publish_state("state");
    CHECK(opened(hub, 12) == texts{"state", "13"});
}

TEST_CASE("of one change the state may come again, the events may not") {
    sse_broker hub;
    hub.publish(1, "events 1");
    hub.publish(2, "events 2");
    hub.publish(2, "totals 2", sse_broker::kind::state);
    CHECK(opened(hub, 1) == texts{"events 2", "totals 2"});
    CHECK(opened(hub, 2) == texts{"totals 2"});
}

TEST_CASE("who is from before what is kept, or from a future, starts over") {
    sse_broker hub;
    hub.publish_reset(10);
    hub.publish(11, "11");
    CHECK(opened(hub, 9) == texts{reset(11)});
    CHECK(opened(hub, -1) == texts{reset(11)});
    CHECK(opened(hub, 12) == texts{reset(11)});
    hub.publish_reset(20);
    CHECK(opened(hub, 11) == texts{reset(20)});
    CHECK(opened(hub, 20).empty());
}

TEST_CASE("the oldest messages go when they take too much memory") {
    sse_broker hub(30);
    for (int i = 1; i <= 5; ++i) hub.publish(i, std::string(10, static_cast<char>('0' + i)));
    CHECK(opened(hub, 1) == texts{reset(5)});
    CHECK(opened(hub, 2) == texts{"3333333333", "4444444444", "5555555555"});
    hub.publish(6, std::string(31, '6'));
    CHECK(opened(hub, 5) == texts{reset(6)});
    CHECK(opened(hub, 6).empty());
}

TEST_CASE("who opens while messages come gets each exactly once") {
    sse_broker hub;
    constexpr int messages = 2000;
    std::vector<std::uint64_t> heard;
    hub.add_listener([&](const stream_message& message) { heard.push_back(message.sequence); });
    std::jthread publishing([&] {
        for (int i = 1; i <= messages; ++i) hub.publish(i, std::to_string(i));
    });
    bool is_whole = true;
    while (hub.last_change() < messages) {
        const sse_broker::opening opening = hub.open(0);
        for (std::size_t i = 0; i < opening.texts.size(); ++i)
            is_whole &= *opening.texts[i] == std::to_string(i + 1);
        is_whole &= opening.sequence == opening.texts.size();
    }
    publishing.join();
    CHECK(is_whole);
    REQUIRE(heard.size() == messages);
    for (std::size_t i = 0; i < heard.size(); ++i) CHECK(heard[i] == i + 1);
}

}  // namespace attrib::test
