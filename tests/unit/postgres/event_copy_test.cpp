#include <libattrib/postgres/event_copy.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {

TEST_CASE("every column of an event goes out and comes back, null as null") {
    event full = make_event("id", "2025-03-01T10:00:00.000001Z", "purchase", "Email");
    full.event_value = money{-1};
    for (const column_rule& rule : column_rules)
        if (rule.text != nullptr) full.*rule.text = rule.name;
    const event bare = make_event("", "1990-01-01T00:00:00Z", "page_view", "");
    std::string rows;
    copy_encoder row(rows);
    for (const event& each : {full, bare}) {
        row.begin_row(column_count);
        append_event_fields(row, each);
    }
    copy_decoder decoder(rows);
    REQUIRE(decoder.next_row(column_count));
    CHECK(take_event_fields(decoder) == full);
    REQUIRE(decoder.next_row(column_count));
    CHECK(take_event_fields(decoder) == bare);
    CHECK_FALSE(decoder.next_row(column_count));
}

TEST_CASE("the list of columns is the file's header") {
    CHECK(event_column_list().starts_with("event_id, user_pseudo_id, event_timestamp, "));
    CHECK(event_column_list().ends_with(", currency, transaction_id"));
}

}  // namespace attrib::test
