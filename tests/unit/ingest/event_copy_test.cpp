#include <libattrib/ingest/event_copy.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {

TEST_CASE("every column of an event goes out and comes back, null as null") {
    event full = make_event("id", "2025-03-01T10:00:00.000001Z", "purchase", "Email");
    full.event_value = money{-1};
    for (const column_rule& rule : column_rules)
        if (rule.text != nullptr) full.*rule.text = rule.name;
    full.click_id = "gclid";
    full.referrer_host = "example.com";
    const event bare = make_event("", "1990-01-01T00:00:00Z", "page_view", "");
    std::string rows;
    copy_encoder row(rows);
    for (const event& each : {full, bare}) {
        row.begin_row(raw_event_fields);
        append_raw_fields(row, each);
    }
    copy_decoder decoder(rows);
    REQUIRE(decoder.next_row(raw_event_fields));
    CHECK(take_raw_fields(decoder) == full);
    REQUIRE(decoder.next_row(raw_event_fields));
    CHECK(take_raw_fields(decoder) == bare);
    CHECK_FALSE(decoder.next_row(raw_event_fields));
}

TEST_CASE("the list of columns is the file's header") {
    CHECK(raw_column_list().starts_with("event_id, user_pseudo_id, event_timestamp, "));
    CHECK(raw_column_list().ends_with(", currency, transaction_id, click_id, referrer_host"));
}

}  // namespace attrib::test
