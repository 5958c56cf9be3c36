#include <algorithm>
#include <libattrib/session/timeline.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

using test::make_event;

constexpr std::string_view ten = "2025-03-01T10:00:00Z";
constexpr std::string_view eleven = "2025-03-01T11:00:00Z";

std::vector<std::string> ids(const std::vector<event>& timeline) {
    std::vector<std::string> out;
    for (const event& each : timeline) out.emplace_back(each.event_id);
    return out;
}

// The timeline of every order of the events, which must all agree.
std::vector<event> timeline_of(std::vector<event> events) {
    const auto timeline = make_timeline(events);
    std::vector<std::size_t> order(events.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    while (std::ranges::next_permutation(order).found) {
        std::vector<event> shuffled;
        for (const std::size_t i : order) shuffled.push_back(events[i]);
        REQUIRE(make_timeline(shuffled) == timeline);
    }
    return timeline;
}

TEST_CASE("a timeline is in total order") {
    CHECK(ids(timeline_of({make_event("c", ten, "x"), make_event("b", eleven, "x"),
                           make_event("a", ten, "x"), make_event("", ten, "x")})) ==
          std::vector<std::string>{"", "a", "c", "b"});
    CHECK(make_timeline({}).empty());
}

TEST_CASE("an id stands once: the earliest delivery survives, whatever else differs") {
    event late_copy = make_event("a", eleven, "other", "Email");
    const auto timeline = timeline_of({late_copy, make_event("a", ten, "x"),
                                       make_event("b", ten, "x"), make_event("a", ten, "x")});
    CHECK(ids(timeline) == std::vector<std::string>{"a", "b"});
    CHECK(timeline[0].event_name == "x");
}

TEST_CASE("of copies at one time the smallest by all columns survives") {
    event dear = make_event("a", ten, "x");
    dear.event_value = money{9'000'000};
    event cheap = make_event("a", ten, "x");
    cheap.event_value = money{10};
    event null = make_event("a", ten, "x");
    CHECK_FALSE(timeline_of({dear, cheap, null})[0].event_value.has_value());
    CHECK(timeline_of({dear, cheap})[0].event_value == money{10});
}

TEST_CASE("without ids, time, name and page say what is the same") {
    event page = make_event("", ten, "x");
    page.page_location = "/a";
    event country = make_event("", ten, "x");
    country.country = "DE";
    const auto timeline = timeline_of({make_event("", ten, "x"), country, page,
                                       make_event("", ten, "y"), make_event("", eleven, "x")});
    CHECK(timeline.size() == 4);
    CHECK(timeline[0].country.empty());
}

TEST_CASE("an event with an id is never the same as one without") {
    CHECK(timeline_of({make_event("", ten, "x"), make_event("a", ten, "x")}).size() == 2);
}

TEST_CASE("many events with few ids") {
    std::vector<std::string> names;
    std::vector<event> events;
    for (int i = 0; i < 1000; ++i) names.push_back("id" + std::to_string(i % 100));
    for (int i = 0; i < 1000; ++i) {
        events.push_back(make_event(names[static_cast<std::size_t>(i)], ten, "x"));
        events.back().event_timestamp += microseconds{1000 - i};
    }
    const auto timeline = make_timeline(events);
    REQUIRE(timeline.size() == 100);
    for (const event& each : timeline) CHECK(each.event_timestamp <= events[900].event_timestamp);
}

struct colliding {
    timestamp event_timestamp;
    std::uint64_t event_id_hash;
    event source;
};

struct colliding_columns {
    static std::strong_ordering order(const colliding& a, const colliding& b) {
        return staging_order(a.source, b.source);
    }
    static bool has_same_id(const colliding& a, const colliding& b) {
        return a.source.event_id == b.source.event_id;
    }
    static bool is_same_event(const colliding& a, const colliding& b) {
        return attrib::is_same_event(a.source, b.source);
    }
};

TEST_CASE("ids with equal hashes are told apart by their text") {
    std::vector<colliding> handles;
    for (const std::string_view id : {"a", "b", "a", "c"})
        handles.push_back({test::at(ten), 99, make_event(id, ten, "x")});
    identity_set scratch;
    CHECK(stage_timeline(std::span(handles), colliding_columns{}, scratch) == 3);
}

TEST_CASE("only the empty id hashes to 0") {
    CHECK(event_id_hash_of("") == 0);
    CHECK(event_id_hash_of("a") != 0);
}

}  // namespace
}  // namespace attrib
