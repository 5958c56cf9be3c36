// Which days a report is about.
#include <libattrib/report/report_scope.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

std::string range_of(connection& on, const report_filter& filter) {
    report_view view(on);
    const report_scope scope = scope_of(view, filter);
    return to_string(scope.from) + " " + to_string(scope.to) + (scope.is_default ? " *" : "");
}

errc code_of_range(connection& on, const report_filter& filter) {
    return code_of([&] { static_cast<void>(range_of(on, filter)); });
}

attribution_options in_zone(const char* name) {
    attribution_options how;
    how.zone = time_zone::named(name).value();
    return how;
}

}  // namespace

TEST_CASE("days that were left out are found from the newest conversion") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    CHECK(range_of(on, {}) == "2025-03-02 2025-03-16 *");
    CHECK(range_of(on, days("2025-01-01", "2025-01-02")) == "2025-01-01 2025-01-02");
    report_filter filter;
    filter.from = day("2025-03-15");
    CHECK(range_of(on, filter) == "2025-03-15 2025-03-16");
    filter.from = day("2025-03-16");
    CHECK(range_of(on, filter) == "2025-03-16 2025-03-30");
    filter.now = at("2025-03-18T23:00:00Z");
    CHECK(range_of(on, filter) == "2025-03-16 2025-03-19");  // today, not the future
    filter.from = day("2025-03-18");
    CHECK(range_of(on, filter) == "2025-03-18 2025-03-19");
    filter.from = day("2025-03-19");
    CHECK(range_of(on, filter) == "2025-03-19 2025-04-02");
    filter.from.reset();
    filter.to = day("2025-01-15");
    CHECK(range_of(on, filter) == "2025-01-01 2025-01-15");
}

TEST_CASE(
    "a conversion dated after today moves no default range, is counted, and may be asked for") {
    const temporary_database database;
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,channel,event_value\n"
         "a,a,2025-03-10T10:00:00Z,purchase,Direct,1\n"
         "b,b,2025-03-15T23:30:00Z,purchase,Direct,2\n"  // the 16th in Berlin
         "c,c,2099-12-31T23:59:59Z,purchase,Direct,4\n",
         in_zone("Europe/Berlin"));
    connection on = database.connect();
    const auto range_at = [&](const char* now) {
        const json range = totals_report(on, {.now = at(now)}).at("range");
        return range.at("to").get<std::string>() + " " + range.at("today").get<std::string>() +
               " " + range.at("conversions_after_today").dump();
    };
    CHECK(range_at("2025-06-01T10:00:00Z") == "2025-03-17 2025-06-01 1");
    CHECK(range_at("2025-03-15T23:00:00Z") == "2025-03-17 2025-03-16 1");
    CHECK(range_at("2025-03-15T22:59:59.999999Z") == "2025-03-11 2025-03-15 2");
    CHECK(range_at("2025-03-01T10:00:00Z") == "2025-03-02 2025-03-01 3");
    CHECK(range_at("2099-12-31T23:59:59Z") == "2100-01-02 2100-01-01 0");
    report_filter filter = days("2099-12-31", "2100-01-02");
    filter.now = at("2025-06-01T10:00:00Z");
    CHECK(total_of(totals_report(on, filter), "last_click").at("revenue") == "4.00");
    CHECK(totals_report(on, filter).at("range").at("conversions_after_today") == 1);
}

TEST_CASE("days that cannot be are refused") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    CHECK(code_of_range(on, days("2025-03-02", "2025-03-02")) == errc::invalid_option);
    CHECK(code_of_range(on, days("2025-03-02", "2025-03-01")) == errc::invalid_option);
    CHECK(range_of(on, days("2020-01-01", "2030-01-08")) == "2020-01-01 2030-01-08");
    CHECK(code_of_range(on, days("2020-01-01", "2030-01-09")) == errc::invalid_option);
    for (const char* const edge : {"0000-01-01", "0001-01-01", "9999-12-31", "1800-01-01"}) {
        CAPTURE(edge);
        report_filter filter;
        filter.from = day(edge);
        CHECK(code_of_range(on, filter) == errc::invalid_option);
    }
    report_filter filter;
    filter.to = day("0001-01-01");
    CHECK(code_of_range(on, filter) == errc::invalid_option);
    filter.to = day("9999-12-30");
    CHECK(totals_report(on, filter).at("totals").empty());
    CHECK(sessions_report(on, filter).at("data").empty());
    filter.to = day("0001-01-16");
    CHECK(conversions_report(on, filter).at("data").empty());
}

TEST_CASE("days are those of the reporting zone, also when clocks change") {
    const temporary_database database;
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,channel,event_value\n"
         "a,a,2025-03-29T22:59:59.999999Z,purchase,Direct,1\n"  // 23:59:59.999999 on the 29th
         "b,b,2025-03-29T23:00:00Z,purchase,Direct,2\n"         // midnight
         "c,c,2025-03-30T21:59:59.999999Z,purchase,Direct,4\n"  // a day of 23 hours
         "d,d,2025-03-30T22:00:00Z,purchase,Direct,8\n",
         in_zone("Europe/Berlin"));
    connection on = database.connect();
    const report_filter filter = days("2025-03-30", "2025-03-31");
    CHECK(total_of(totals_report(on, filter), "last_click").at("revenue") == "6.00");
    CHECK(sessions_report(on, filter).at("totals").at("sessions") == 2);
    const json conversions = conversions_report(on, filter);
    REQUIRE(conversions.at("data").size() == 2);
    CHECK(conversions.at("data").at(0).at("conversion_id") == "c");
    CHECK(conversions.at("data").at(1).at("conversion_date") == "2025-03-30");
    CHECK(conversions.at("range").at("time_zone") == "Europe/Berlin");
    check_reports(on, {});
}

TEST_CASE("a day that begins twice has the sessions of both its beginnings") {
    // At 00:01 on 7 November 2010 the clocks of St John's went back to 23:01.
    const temporary_database database;
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,channel\n"
         "a,a,2010-11-07T02:30:30Z,purchase,Direct\n"   // 00:00:30 on the 7th
         "b,b,2010-11-07T02:40:00Z,purchase,Direct\n"   // 23:10 on the 6th
         "c,c,2010-11-07T03:40:00Z,purchase,Direct\n",  // 00:10 on the 7th
         in_zone("America/St_Johns"));
    connection on = database.connect();
    for (const auto& [filter, count] : {std::pair(days("2010-11-06", "2010-11-07"), 1),
                                        std::pair(days("2010-11-07", "2010-11-08"), 2)}) {
        CHECK(sessions_report(on, filter).at("totals").at("sessions") == count);
        CHECK(conversions_report(on, filter).at("data").size() == static_cast<unsigned>(count));
    }
}

TEST_CASE("every day and currency has its row, zero where nothing was") {
    const temporary_database database;
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,channel,event_value,currency\n"
         "a,a,2025-03-01T10:00:00Z,purchase,Direct,1,USD\n"
         "b,b,2025-03-03T10:00:00Z,purchase,Direct,2,\n"
         "c,c,2025-03-03T10:00:00Z,purchase,Direct,4,EUR\n");
    connection on = database.connect();
    const auto told = [&](const report_filter& filter) {
        std::string text;
        const json answer = timeseries_report(on, filter);
        for (const json& row : answer.at("data"))
            if (row.at("model") == "last_click")
                text += row.at("date").get<std::string>().substr(8) + " " +
                        row.at("currency").dump() + " " + row.at("revenue").get<std::string>() +
                        "\n";
        return text;
    };
    CHECK(told(days("2025-03-02", "2025-03-04")) ==
          "02 \"EUR\" 0.00\n02 null 0.00\n03 \"EUR\" 4.00\n03 null 2.00\n");
    // Nothing in these days: the currencies there are.
    CHECK(told(days("2025-01-31", "2025-02-01")) ==
          "31 \"EUR\" 0.00\n31 \"USD\" 0.00\n31 null 0.00\n");
    report_filter filter = days("2025-03-03", "2025-03-04");
    filter.only.currency = "";
    CHECK(told(filter) == "03 null 2.00\n");
    filter.only.currency = "CHF";
    CHECK(told(filter) == "03 \"CHF\" 0.00\n");
    on.run(
        "insert into mart_channel_daily select 'last_click', '2025-03-01', 'purchase', 'c' || i, "
        "null, 1, 1 from generate_series(1, 100) as i");
    CHECK(code_of([&] { static_cast<void>(told(days("2020-01-01", "2026-01-01"))); }) ==
          errc::invalid_option);
}

}  // namespace attrib::test
