#include <libattrib/attribution/rows.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

using test::make_event;

TEST_CASE("session_id is the user, a point, and the start in microseconds") {
    std::string id;
    append_session_id(id, make_event("a", "2025-03-01T10:00:00.000001Z", "x"));
    CHECK(id == "u.1740823200000001");
}

TEST_CASE("conversion_id is the event_id, or what identifies the event without one") {
    event conversion = make_event("e-1", "2025-03-01T10:00:00Z", "purchase");
    conversion.page_location = "/thanks";
    std::string id;
    append_conversion_id(id, conversion);
    CHECK(id == "e-1");
    id.clear();
    conversion.event_id = "";
    append_conversion_id(id, conversion);
    CHECK(id == "u.1740823200000000.purchase./thanks");
}

TEST_CASE("revenue is the value, null counts 0") {
    credit_row row;
    CHECK(row.revenue() == money{0});
    row.conversion.event_value = money{-5};
    CHECK(row.revenue() == money{-5});
}

TEST_CASE("tables have names, click marts the models they are named after") {
    CHECK(name_of(table::stg_ga4_events) == "stg_ga4_events");
    CHECK(name_of(table::mart_channel_daily) == "mart_channel_daily");
    for (const table each : stored_tables) CHECK(stored_table_named(name_of(each)) == each);
    CHECK_FALSE(stored_table_named("mart_attribution").has_value());
    CHECK_FALSE(is_stored(table::mart_attribution));
    for (const table each : all_tables) {
        const bool is_in_databases =
            std::ranges::find(database_tables, each) != database_tables.end();
        CHECK(is_in_databases == (is_stored(each) || name_of(each).starts_with("int_") ||
                                  each == table::mart_attribution));
    }
    CHECK(model_of_mart(table::mart_first_click).name == "first_click");
    CHECK(model_of_mart(table::mart_last_click).name == "last_click");
}

}  // namespace
}  // namespace attrib
