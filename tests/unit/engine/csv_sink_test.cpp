#include <algorithm>
#include <libattrib/attribution/attributor.hpp>
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

const calendar_day day_of_row{std::chrono::year{2025} / 3 / 1};

std::string csv(table which, const user_rows& rows) {
    std::string out;
    append_csv(out, which, rows);
    return out;
}

std::size_t commas(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count(text, ','));
}

TEST_CASE("a session is a row of int_sessions") {
    const session_row row{full_event(), test::at("2025-03-01T10:29:59.5Z"), 3, 1};
    CHECK(csv(table::int_sessions, {.sessions = {&row, 1}}) ==
          "u.1740823200000000,u,2025-03-01T10:00:00.000000Z,2025-03-01T10:29:59.500000Z,3,Email,s,"
          "m,\"\"\"c\"\"\",/p,mobile,DE,1\n");
}

TEST_CASE("a credit is a row of its mart; without a touchpoint its columns are null") {
    credit_row row{{full_event(), day_of_row},
                   make_event("x", "2025-02-28T10:00:00Z", "page_view", "Direct")};
    const user_rows rows{.credits = {&row, 1}};
    CHECK(csv(table::mart_first_click, rows) ==
          "\"e,1\",u,2025-03-01T10:00:00.000000Z,2025-03-01,purchase,12.345,EUR,t,Direct,,,,"
          "u.1740736800000000,2025-02-28T10:00:00.000000Z\n");
    row.touchpoint.reset();
    row.conversion.event_value.reset();
    CHECK(csv(table::mart_last_click, rows) ==
          "\"e,1\",u,2025-03-01T10:00:00.000000Z,2025-03-01,purchase,0.00,EUR,t,,,,,,\n");
}

TEST_CASE("a conversion, its touchpoints and its shares are rows of their tables") {
    const conversion_row conversion{full_event(), day_of_row};
    const event touch = make_event("x", "2025-02-28T10:00:00Z", "page_view", "Direct");
    const touchpoint_row touchpoint{&conversion, 2, &touch};
    const attribution_row shares[] = {
        {"linear", &conversion, 2, 3, &touch, money{333'333}, money{-1}},
        {"last_paid", &conversion, 0, 0, nullptr, whole_credit, money{12'345'000}}};
    CHECK(csv(table::int_conversions, {.conversions = {&conversion, 1}}) ==
          "\"e,1\",u,2025-03-01T10:00:00.000000Z,2025-03-01,purchase,12.345,EUR,t\n");
    CHECK(csv(table::int_touchpoints, {.touchpoints = {&touchpoint, 1}}) ==
          "u,\"e,1\",2025-03-01T10:00:00.000000Z,purchase,2,u.1740736800000000,"
          "2025-02-28T10:00:00.000000Z\n");
    CHECK(csv(table::mart_attribution, {.attributions = shares}) ==
          "linear,\"e,1\",u,2025-03-01T10:00:00.000000Z,2025-03-01,purchase,EUR,t,2,3,"
          "u.1740736800000000,2025-02-28T10:00:00.000000Z,Direct,,,,0.333333,-0.000001\n"
          "last_paid,\"e,1\",u,2025-03-01T10:00:00.000000Z,2025-03-01,purchase,EUR,t,0,0,"
          ",,,,,,1.000000,12.345000\n");
}

TEST_CASE("a row of mart_channel_daily") {
    daily_row row;
    row.model = "last_click";
    row.conversion_date = day_of_row;
    row.conversion_name = "purchase";
    row.channel = "Paid, or not";
    row.conversions = money{2'000'001};
    row.revenue = money{-1};
    std::string out;
    append_csv(out, table::mart_channel_daily, {.daily = {&row, 1}});
    CHECK(out == "last_click,2025-03-01,purchase,,\"Paid, or not\",2.000001,-0.000001\n");
}

TEST_CASE("rows of the tables of journeys") {
    const transition_row step{
        "purchase",       day_of_row, journey_dimension::campaign, transition_kind::step, "",
        "spring, \"24\"", 3};
    const journey_set_row set{"purchase",
                              day_of_row,
                              journey_dimension::channel,
                              "EUR",
                              {"", "Direct", "a,\"b\""},
                              2,
                              1,
                              money{5'000'000}};
    std::string out;
    append_csv(out, table::dda_transitions_daily, {.transitions = {&step, 1}});
    append_csv(out, table::dda_sets_daily, {.sets = {&set, 1}});
    CHECK(out ==
          "purchase,2025-03-01,campaign,step,,\"spring, \"\"24\"\"\",3\n"
          "purchase,2025-03-01,channel,EUR,\"{NULL,\"\"Direct\"\",\"\"a,\\\"\"b\\\"\"\"\"}\",2,1,"
          "5.000000\n");
}

TEST_CASE("rows of the tables of paths") {
    const path_mart_row path{"purchase", "EUR", {"Email", "a,\"b\""}, 2, money{-5'000'000}, 27};
    const path_mart_row unattributed{"purchase", "", {}, 1, {}, 0};
    const role_row role{"purchase", "Paid, or not", {1, 2, 3, 4, 5, 6, 7}};
    const effect_row effect{
        "lead",   journey_dimension::campaign, "EUR", "", 555'555'555'556, money{2'500'000},
        money{-1}};
    const path_mart_row paths[] = {path, unattributed};
    std::string out;
    append_csv(out, table::mart_paths, summed_rows{.paths = paths});
    append_csv(out, table::mart_roles, summed_rows{.roles = {&role, 1}});
    append_csv(out, table::mart_markov, summed_rows{.effects = {&effect, 1}});
    CHECK(out ==
          "purchase,EUR,\"{\"\"Email\"\",\"\"a,\\\"\"b\\\"\"\"\"}\",2,2,-5.000000,27\n"
          "purchase,,{},0,1,0.000000,0\n"
          "purchase,\"Paid, or not\",1,2,3,4,5,6,7\n"
          "lead,campaign,EUR,,0.555555555556,2.500000,-0.000001\n");
}

TEST_CASE("headers have as many columns as rows") {
    CHECK(commas(csv_header_of(table::int_sessions)) == 12);
    CHECK(commas(csv_header_of(table::mart_first_click)) == 13);
    CHECK(csv_header_of(table::mart_last_click) == csv_header_of(table::mart_first_click));
    CHECK(commas(csv_header_of(table::int_conversions)) == 7);
    CHECK(commas(csv_header_of(table::int_touchpoints)) == 6);
    CHECK(commas(csv_header_of(table::mart_attribution)) == 17);
    CHECK(commas(csv_header_of(table::mart_channel_daily)) == 6);
    CHECK(commas(csv_header_of(table::mart_paths)) == 6);
    CHECK(commas(csv_header_of(table::mart_roles)) == 8);
    CHECK(commas(csv_header_of(table::mart_markov)) == 6);
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
          csv_header_of(table::int_sessions) + "\nrow\n");
    CHECK_FALSE(std::filesystem::exists(out + "/mart_first_click.csv"));
}

TEST_CASE("a folder that cannot be is an error") {
    const test::temporary_directory folder;
    const auto file = folder.write("file", "");
    CHECK_THROWS_AS(csv_sink(file + "/sub", {}), failure);
}

}  // namespace
}  // namespace attrib
