// CSV of more rows than a piece has.
#include <fmt/format.h>

#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

constexpr int buyers = 1500;

// Each user comes by a campaign of their own and by Email, and buys: a third of them at one moment.
std::string buying_crowd() {
    std::string csv =
        "event_id,user_pseudo_id,event_timestamp,event_name,channel,campaign,event_value,"
        "currency\n";
    for (int i = 0; i < buyers; ++i) {
        const std::string campaign = fmt::format("campaign{:x>200}", i);
        csv += fmt::format(",user{},2025-03-10T08:00:00Z,page_view,Display,{},,\n", i, campaign);
        csv += fmt::format(",user{},2025-03-10T09:00:00Z,page_view,{},,,\n", i,
                           i % 4 == 0 ? "Email" : "Direct");
        csv += fmt::format("p{},user{},2025-03-10T{:02}:10:{:02}Z,purchase,Direct,,{},{}\n", i, i,
                           i % 3 == 0 ? 9 : 9 + i % 10, i % 3 == 0 ? 0 : i % 60, i,
                           i % 2 == 0 ? "EUR" : "USD");
    }
    return csv;
}

report_filter all_days() {
    report_filter filter = days("2025-03-01", "2025-04-01");
    filter.models = {"first_click", "last_click", "linear"};
    return filter;
}

// The same from the pages of JSON.
std::string csv_of_read_pages(connection& on, report_filter filter) {
    filter.limit = 100;
    json answer = conversions_report(on, filter);
    answer["data"] = read_pages(on, filter);
    return csv_of(answer);
}

void check_pieces(const csv_report& report, const report_source& from) {
    const auto pieces = pieces_of(report, from);
    CHECK(pieces.size() > 1);
    for (const std::string& each : pieces) {
        CHECK(each.size() < csv_piece_bytes + 16'384);
        CHECK((each.empty() || each.ends_with('\n')));
    }
}

}  // namespace

TEST_CASE("pieces of groups, paths and roles are the rows that JSON has without a limit") {
    const temporary_database database;
    fill(database, buying_crowd());
    connection on = database.connect();
    report_filter filter = all_days();
    filter.by = dimension::campaign;
    report_filter unlimited = filter;
    unlimited.limit = 1'000'000;
    const auto check = [&](auto csv, auto report) {
        const csv_report made = csv(on, filter);
        check_pieces(made, on);
        CHECK(whole_csv(made, on) == csv_of(report(on, unlimited)));
        CHECK(made.rows->bytes() > buyers * 100);
    };
    check(breakdown_csv, breakdown_report);
    check(campaigns_csv, campaigns_report);
    check(paths_csv, paths_report);
    filter.by = dimension::landing_page;
    CHECK(whole_csv(roles_csv(on, filter), on) == csv_of(roles_report(on, filter)));
    filter.by = unlimited.by = dimension::campaign;
    CHECK(whole_csv(roles_csv(on, filter), on) == csv_of(roles_report(on, unlimited)));
    filter.by = dimension::week;
    CHECK(whole_csv(timeseries_csv(on, filter), on) == csv_of(timeseries_report(on, filter)));
}

TEST_CASE("pieces of groups have as many rows as the limit says, and begin at the cursor") {
    const temporary_database database;
    fill(database, buying_crowd());
    connection on = database.connect();
    report_filter filter = all_days();
    filter.by = dimension::campaign;
    filter.limit = 1400;
    CHECK(whole_csv(breakdown_csv(on, filter), on) == csv_of(breakdown_report(on, filter)));
    CHECK(whole_csv(paths_csv(on, filter), on) == csv_of(paths_report(on, filter)));
    filter.cursor = paths_report(on, filter).at("next_cursor").get<std::string>();
    const std::string others = csv_of(paths_report(on, filter));
    CHECK(std::ranges::count(others, '\n') == 1 + buyers - 1400);
    filter.limit.reset();
    CHECK(whole_csv(paths_csv(on, filter), on) == others);
}

TEST_CASE("pieces of a query have every row, from the cursor on") {
    const temporary_database database;
    fill(database, buying_crowd());
    connection on = database.connect();
    json query{{"metrics", {"conversions", "revenue"}},
               {"dimensions", {"campaign", "channel"}},
               {"models", {"first_click", "linear"}},
               {"from", "2025-03-01"},
               {"to", "2025-04-01"}};
    const csv_report made = query_csv(on, query_of(query));
    check_pieces(made, on);
    const std::string whole = whole_csv(made, on);
    query["limit"] = 10'000;
    CHECK(whole_csv(query_csv(on, query_of(query)), on) == whole);
    const json rows = query_report(on, query_of(query)).at("data");
    CHECK(static_cast<std::size_t>(std::ranges::count(whole, '\n')) == rows.size() + 1);
    query["cursor"] = std::to_string(rows.size() / 2 - 1);
    const std::string last = whole_csv(query_csv(on, query_of(query)), on);
    CHECK(std::ranges::count(last, '\n') == 3);
    CHECK(whole.ends_with(last.substr(last.find('\n') + 1)));
}

TEST_CASE("pieces of conversions are those of the pages, whatever the filter") {
    const temporary_database database;
    fill(database, buying_crowd());
    connection on = database.connect();
    report_filter filter = all_days();
    check_pieces(conversions_csv(on, filter), on);
    CHECK(whole_csv(conversions_csv(on, filter), on) == csv_of_read_pages(on, filter));
    for (const auto& [column, value] : {std::pair{touch_column::channel, "Display"},
                                        {touch_column::channel, "Email"},
                                        {touch_column::campaign, ""},
                                        {touch_column::channel, "none of these"}}) {
        CAPTURE(value);
        report_filter one = filter;
        touch_filter(one, column) = value;
        CHECK(whole_csv(conversions_csv(on, one), on) == csv_of_read_pages(on, one));
    }
    filter.only.currency = "EUR";
    CHECK(whole_csv(conversions_csv(on, filter), on) == csv_of_read_pages(on, filter));
    filter = all_days();
    filter.limit = 1001;
    CHECK(whole_csv(conversions_csv(on, filter), on) == csv_of(conversions_report(on, filter)));
    filter.cursor = conversions_report(on, filter).at("next_cursor").get<std::string>();
    filter.limit.reset();
    CHECK(whole_csv(conversions_csv(on, filter), on) == csv_of_read_pages(on, filter));
}

TEST_CASE("conversions that go between two pieces take none of the others with them") {
    const temporary_database database;
    fill(database, buying_crowd());
    connection on = database.connect();
    const bool is_of_touches = GENERATE(false, true);
    CAPTURE(is_of_touches);
    report_filter filter = all_days();
    if (is_of_touches) touch_filter(filter, touch_column::channel) = "Display";
    const csv_report report = conversions_csv(on, filter);
    csv_piece piece = report.rows->at({}, on);
    const std::string first = piece.text;
    REQUIRE(piece.next);
    // More than a page, of those that come next.
    on.run(
        "delete from mart_last_click where user_pseudo_id in (select user_pseudo_id from "
        "mart_last_click order by conversion_timestamp desc, user_pseudo_id offset 520 limit 700)");
    std::string rest;
    while (piece.next) {
        piece = report.rows->at(*piece.next, on);
        rest += piece.text;
    }
    std::size_t missing = 0;
    const query_result rows = on.run("select user_pseudo_id from mart_last_click");
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const std::string user = "," + std::string(rows.text(i, 0)) + ",";
        if (first.find(user) == std::string::npos && rest.find(user) == std::string::npos)
            ++missing;
    }
    CHECK(rows.rows() == buyers - 700);
    CHECK(missing == 0);
}

TEST_CASE("a piece is refused once the tables were made with other settings") {
    const temporary_database database;
    fill(database, buying_crowd());
    connection on = database.connect();
    const csv_report report = conversions_csv(on, all_days());
    const csv_piece first = report.rows->at({}, on);
    REQUIRE(first.next);
    rebuild(database, {.lookback = std::chrono::days{3}});
    CHECK(code_of([&] { static_cast<void>(report.rows->at(*first.next, on)); }) ==
          errc::stale_tables);
}

}  // namespace attrib::test
