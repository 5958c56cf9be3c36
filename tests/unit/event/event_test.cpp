#include <libattrib/event/event.hpp>

#include <set>
#include <string>
#include <tests/catch.hpp>
#include <vector>

using attrib::column;
using attrib::event;

TEST_CASE("the columns stand in the order of the specification") {
    const std::vector<std::string_view> expected{
        "event_id",        "user_pseudo_id", "event_timestamp", "event_name",    "channel",
        "source",          "medium",         "campaign",        "page_location", "page_referrer",
        "device_category", "country",        "event_value",     "currency",      "transaction_id"};
    REQUIRE(expected.size() == attrib::column_count);
    for (std::size_t i = 0; i < attrib::column_count; ++i)
        CHECK(attrib::column_rules[i].name == expected[i]);
}

TEST_CASE("a column is found by its name, exactly") {
    for (std::size_t i = 0; i < attrib::column_count; ++i) {
        const auto which = static_cast<column>(i);
        CHECK(attrib::column_named(rule_of(which).name) == which);
    }
    CHECK(attrib::column_named("transaction_id") == column::transaction_id);
    for (const char* name : {"", "page", "client_id", "Event_id", "event_id ", "event_i"})
        CHECK_FALSE(attrib::column_named(name).has_value());
}

TEST_CASE("user, time and name are required, nothing else") {
    const std::set<column> required{column::user_pseudo_id, column::event_timestamp,
                                    column::event_name};
    for (std::size_t i = 0; i < attrib::column_count; ++i) {
        const auto which = static_cast<column>(i);
        INFO(rule_of(which).name);
        CHECK(rule_of(which).required == required.contains(which));
    }
}

TEST_CASE("identifiers hold 256 bytes, other texts 16 KiB") {
    const std::set<column> identifiers{column::event_id, column::user_pseudo_id, column::event_name,
                                       column::transaction_id};
    const std::set<column> typed{column::event_timestamp, column::event_value};
    for (std::size_t i = 0; i < attrib::column_count; ++i) {
        const auto which = static_cast<column>(i);
        INFO(rule_of(which).name);
        const std::size_t expected = typed.contains(which)         ? 0
                                     : identifiers.contains(which) ? 256
                                                                   : 16384;
        CHECK(rule_of(which).max_bytes == expected);
        CHECK((rule_of(which).text == nullptr) == typed.contains(which));
    }
}

TEST_CASE("every text column is a field of its own") {
    event each;
    for (const auto& rule : attrib::column_rules)
        if (rule.text != nullptr) each.*rule.text = rule.name;
    CHECK(each.event_id == "event_id");
    CHECK(each.user_pseudo_id == "user_pseudo_id");
    CHECK(each.event_name == "event_name");
    CHECK(each.channel == "channel");
    CHECK(each.source == "source");
    CHECK(each.medium == "medium");
    CHECK(each.campaign == "campaign");
    CHECK(each.page_location == "page_location");
    CHECK(each.page_referrer == "page_referrer");
    CHECK(each.device_category == "device_category");
    CHECK(each.country == "country");
    CHECK(each.currency == "currency");
    CHECK(each.transaction_id == "transaction_id");
}

TEST_CASE("no value is not the value zero") {
    event without;
    event zero;
    zero.event_value = attrib::money{0};
    CHECK_FALSE(without == zero);
    CHECK(without == event{});
}
