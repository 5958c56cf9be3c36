#include <libattrib/session/event_order.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

using test::at;
using test::make_event;

const event base = make_event("b", "2025-03-01T10:00:00Z", "b", "b");

event with(std::string_view event::*text, std::string_view value) {
    event made = base;
    made.*text = value;
    return made;
}

// Every text column of base is "b".
event all_b() {
    event made = base;
    for (const column_rule& rule : column_rules)
        if (rule.text != nullptr) made.*rule.text = "b";
    made.event_value = money{5};
    return made;
}

TEST_CASE("total order is time, event_id, event_name, page_location, transaction_id, bytes") {
    event later = with(&event::event_id, "a");
    later.event_timestamp += microseconds{1};
    CHECK((total_order(base, later) < 0));
    CHECK((total_order(with(&event::event_id, ""), base) < 0));
    CHECK((total_order(with(&event::event_id, "B"), base) < 0));
    CHECK((total_order(with(&event::event_id, "bb"), base) > 0));
    CHECK((total_order(with(&event::event_id, "\xC3\xA4"), base) > 0));
    CHECK((total_order(with(&event::event_name, "a"), base) < 0));
    CHECK((total_order(with(&event::page_location, "a"), base) > 0));
    CHECK((total_order(with(&event::transaction_id, "a"), base) > 0));
    CHECK((total_order(with(&event::channel, "a"), base) == 0));
    event id_first = with(&event::event_name, "z");
    id_first.event_id = "a";
    CHECK((total_order(id_first, base) < 0));
}

TEST_CASE("staging order goes on with every other column, in the order of the specification") {
    const event middle = all_b();
    for (const column_rule& rule : column_rules) {
        if (rule.text == nullptr) continue;
        CAPTURE(rule.name);
        event smaller = middle;
        smaller.*rule.text = "a";
        event null = middle;
        null.*rule.text = "";
        CHECK((staging_order(smaller, middle) < 0));
        CHECK((staging_order(null, smaller) < 0));
        CHECK((staging_order(middle, null) > 0));
    }
    CHECK((staging_order(middle, middle) == 0));
    event channel_decides = middle;
    channel_decides.channel = "a";
    channel_decides.source = "z";
    CHECK((staging_order(channel_decides, middle) < 0));
    event value_decides = middle;
    value_decides.event_value = money{4};
    value_decides.currency = "z";
    CHECK((staging_order(value_decides, middle) < 0));
}

TEST_CASE("without an event_id, transaction_id comes before the remaining columns") {
    event first = with(&event::transaction_id, "a");
    first.channel = "z";
    event second = with(&event::transaction_id, "b");
    CHECK((staging_order(second, first) < 0));
    first.event_id = second.event_id = {};
    CHECK((staging_order(first, second) < 0));
}

TEST_CASE("amounts compare by value, null before everything") {
    event null = all_b();
    null.event_value.reset();
    event minus = all_b();
    minus.event_value = money{-7};
    event nine = all_b();
    nine.event_value = money{9};
    event ten = all_b();
    ten.event_value = money{10};
    CHECK((staging_order(null, minus) < 0));
    CHECK((staging_order(minus, nine) < 0));
    CHECK((staging_order(nine, ten) < 0));
}

TEST_CASE("events with ids are the same by id alone") {
    event other = make_event("b", "2025-03-05T10:00:00Z", "other");
    CHECK(is_same_event(base, other));
    CHECK_FALSE(is_same_event(base, with(&event::event_id, "c")));
    CHECK_FALSE(is_same_event(base, with(&event::event_id, "")));
    CHECK_FALSE(is_same_event(base, with(&event::event_id, "B")));
}

TEST_CASE("events without ids are the same by time, name, page and transaction") {
    const event none = with(&event::event_id, "");
    event same = none;
    same.channel = "other";
    same.country = "DE";
    CHECK(is_same_event(none, same));
    for (std::string_view event::*column :
         {&event::event_name, &event::page_location, &event::transaction_id}) {
        event other = none;
        other.*column = "other";
        CHECK_FALSE(is_same_event(none, other));
    }
    event later = none;
    later.event_timestamp += microseconds{1};
    CHECK_FALSE(is_same_event(none, later));
}

}  // namespace
}  // namespace attrib
