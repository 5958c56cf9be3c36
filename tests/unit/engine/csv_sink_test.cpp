#include <algorithm>
#include <libattrib/engine/csv_sink.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

using test::make_event;

event full_event() {
    event made = make_event("e,1", "2025-03-01T10:00:00Z", "purchase", "Email");
    made.source = "s";
    made.medium = "m";
    made.campaign = "\"c\"";
    made.page_location = "/p";
    made.device_category = "mobile";
    made.country = "DE";
    made.event_value = money{12'345'000};
    made.currency = "EUR";
    made.transaction_id = "t";
    return made;
}

template <class Row>
std::string csv(const Row& row) {
    std::string out;
    append_csv(out, row);
    return out;
}

std::size_t commas(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count(text, ','));
}

TEST_CASE("a session is a row of int_sessions") {
    const session_row row{full_event(), test::at("2025-03-01T10:29:59.5Z"), 3, 1};
    CHECK(csv(row) ==
          "u.1740823200000000,u,2025-03-01T10:00:00.000000Z,2025-03-01T10:29:59.500000Z,3,Email,s,"
          "m,\"\"\"c\"\"\",/p,mobile,DE,1\n");
}

TEST_CASE("a credit is a row of its mart; without a touchpoint its columns are null") {
    credit_row row{full_event(), std::chrono::sys_days{std::chrono::year{2025} / 3 / 1},
                   make_event("x", "2025-02-28T10:00:00Z", "page_view", "Direct")};
    CHECK(csv(row) ==
          "\"e,1\",u,2025-03-01T10:00:00.000000Z,2025-03-01,purchase,12.345,EUR,t,Direct,,,,"
          "u.1740736800000000,2025-02-28T10:00:00.000000Z\n");
    row.touchpoint.reset();
    row.conversion.event_value.reset();
    CHECK(csv(row) ==
          "\"e,1\",u,2025-03-01T10:00:00.000000Z,2025-03-01,purchase,0.00,EUR,t,,,,,,\n");
}

TEST_CASE("a row of mart_channel_daily") {
    daily_row row;
    row.credited_by = model::last_click;
    row.conversion_date = std::chrono::sys_days{std::chrono::year{2025} / 3 / 1};
    row.conversion_name = "purchase";
    row.channel = "Paid, or not";
    row.conversions = 2;
    row.revenue = money{-1};
    CHECK(csv(row) == "last_click,2025-03-01,purchase,,\"Paid, or not\",2,-0.000001\n");
}

TEST_CASE("headers have as many columns as rows") {
    CHECK(commas(csv_header_of(table::int_sessions)) == 12);
    CHECK(commas(csv_header_of(table::mart_first_click)) == 13);
    CHECK(csv_header_of(table::mart_last_click) == csv_header_of(table::mart_first_click));
    CHECK(commas(csv_header_of(table::mart_channel_daily)) == 6);
    CHECK(commas(csv_header_of(table::stg_ga4_events)) == 14);
}

TEST_CASE("files appear on commit, only those asked for") {
    const test::temporary_directory folder;
    const std::string out = folder.file("new/folder");
    const table tables[] = {table::int_sessions};
    csv_sink sink(out, tables);
    CHECK(sink.takes(table::int_sessions));
    CHECK_FALSE(sink.takes(table::mart_first_click));
    sink.write(table::int_sessions, "row\n");
    CHECK_FALSE(std::filesystem::exists(out + "/int_sessions.csv"));
    sink.commit();
    CHECK(test::contents_of(out + "/int_sessions.csv") ==
          std::string(csv_header_of(table::int_sessions)) + "\nrow\n");
    CHECK_FALSE(std::filesystem::exists(out + "/mart_first_click.csv"));
}

TEST_CASE("a folder that cannot be is an error") {
    const test::temporary_directory folder;
    const auto file = folder.write("file", "");
    CHECK_THROWS_AS(csv_sink(file + "/sub", {}), failure);
}

}  // namespace
}  // namespace attrib
