#include <libattrib/marts/row_copy.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {

TEST_CASE("a session goes out as int_sessions has it and comes back") {
    session_row session;
    session.start = make_event("", "2025-03-01T10:00:00Z", "", "Email");
    session.start.page_location = "/a";
    session.start.states_origin = true;
    session.origin_timestamp = at("2025-03-01T10:02:00Z");
    session.session_end = at("2025-03-01T10:05:00Z");
    session.event_count = 3;
    session.conversions = 1;
    std::string rows;
    append_user_rows(table::int_sessions, {.sessions = {&session, 1}}, rows);
    copy_decoder decoder(rows);
    REQUIRE(decoder.next_row(fields_of(table::int_sessions)));
    const session_row back = take_session_row(decoder);
    CHECK(back.start == session.start);
    CHECK(back.session_end == session.session_end);
    CHECK(back.event_count == 3);
    CHECK(back.conversions == 1);
    CHECK(back.origin_timestamp == session.origin_timestamp);
    CHECK_FALSE(decoder.next_row(fields_of(table::int_sessions)));
}

TEST_CASE("a conversion without a touchpoint has six nulls at its end") {
    credit_row credit;
    credit.conversion = make_event("c", "2025-03-01T10:00:00Z", "purchase");
    credit.conversion_date =
        std::chrono::floor<std::chrono::days>(credit.conversion.event_timestamp);
    std::string rows;
    append_user_rows(table::mart_last_click, {.credits = {&credit, 1}}, rows);
    copy_decoder decoder(rows);
    REQUIRE(decoder.next_row(fields_of(table::mart_last_click)));
    CHECK(decoder.text() == "c");
    CHECK(decoder.text() == "u");
    CHECK(decoder.time() == credit.conversion.event_timestamp);
    CHECK(decoder.day() == credit.conversion_date);
    CHECK(decoder.text() == "purchase");
    CHECK(decoder.amount() == money{0});
    for (int i = 0; i < 7; ++i) CHECK(decoder.text().empty());
    CHECK_FALSE(decoder.time_or_null());
}

TEST_CASE("rows of a user go to the table they belong to") {
    const event staged = make_event("a", "2025-03-01T10:00:00Z", "page_view");
    const std::array events{staged};
    std::string out;
    append_user_rows(table::int_sessions, {.events = events}, out);
    CHECK(out.empty());
    append_user_rows(table::stg_ga4_events, {.events = events}, out);
    std::string row;
    copy_encoder encoder(row);
    append_event_row(encoder, staged);
    CHECK(out == row);
}

}  // namespace attrib::test
