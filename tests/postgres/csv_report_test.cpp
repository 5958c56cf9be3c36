// Answers as CSV.
#include <libattrib/io/csv_rows.hpp>
#include <set>
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

// A table of text, its header first.
std::vector<std::vector<std::string>> parse(const std::string& csv) {
    std::vector<std::vector<std::string>> rows;
    csv_rows reader(csv, 1);
    while (reader.next()) {
        const auto values = reader.values().all();
        rows.emplace_back(values.begin(), values.end());
    }
    return rows;
}

std::string header_of(const json& answer) {
    const std::string csv = csv_of(answer);
    return csv.substr(0, csv.find('\n'));
}

// Members of members by their CSV names, those that are null left out.
void name_members(const json& object, const std::string& prefix, std::set<std::string>& names) {
    for (const auto& [name, value] : object.items()) {
        if (value.is_object())
            name_members(value, prefix + name + "_", names);
        else if (!value.is_null())
            names.insert(prefix + name);
    }
}

// Every member of every row has a column.
void check_columns(const json& answer) {
    const auto header = parse(csv_of(answer)).front();
    for (const json& row : answer.at(answer.contains("data") ? "data" : "totals")) {
        std::set<std::string> names;
        name_members(row, "", names);
        for (const std::string& name : names) {
            CAPTURE(name);
            CHECK(std::find(header.begin(), header.end(), name) != header.end());
        }
    }
}

}  // namespace

TEST_CASE("answers as CSV, value by value") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    CHECK(csv_of(totals_report(on, {})) ==
          "currency,first_click_conversions,first_click_revenue,"
          "first_click_attributed_conversions,first_click_attributed_revenue,"
          "first_click_unattributed_conversions,first_click_unattributed_revenue,"
          "last_click_conversions,last_click_revenue,"
          "last_click_attributed_conversions,last_click_attributed_revenue,"
          "last_click_unattributed_conversions,last_click_unattributed_revenue,"
          "difference_conversions,difference_revenue\n"
          "EUR,2,25.00,2,25.00,0,0.00,2,25.00,2,25.00,0,0.00,0,0.00\n");
    report_filter filter;
    filter.only = model::first_click;
    CHECK(csv_of(channels_report(on, filter)) ==
          "channel,currency,first_click_conversions,first_click_revenue,"
          "first_click_conversions_share,first_click_revenue_share\n"
          "Email,EUR,1,20.00,0.5,0.8\n"
          "Paid Search,EUR,1,5.00,0.5,0.2\n");
    for (const json& answer :
         {totals_report(on, {}), timeseries_report(on, {}), channels_report(on, {}),
          campaigns_report(on, {}), conversions_report(on, {}), sessions_report(on, {}),
          recent_events_report(on, 100), models_report(), timeseries_report(on, filter),
          campaigns_report(on, filter)})
        check_columns(answer);
}

TEST_CASE("the columns are the same when there are no rows") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const report_filter none = days("2020-01-01", "2020-01-02");
    for (const auto report : {totals_report, timeseries_report, channels_report, campaigns_report,
                              conversions_report, sessions_report}) {
        CHECK(header_of(report(on, none)) == header_of(report(on, {})));
    }
    CHECK(header_of({{"data", json::array()}}) == header_of(recent_events_report(on, 1)));
}

TEST_CASE("no cell is a formula, whoever chose the campaign, and amounts are numbers") {
    const temporary_database database;
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,channel,campaign,event_value\n"
         "=1,+u,2025-03-01T10:00:00Z,purchase,@c,\"=HYPERLINK(\"\"x\"\")\",-5\n");
    connection on = database.connect();
    const json conversions = conversions_report(on, {});
    for (const json& answer : {conversions, campaigns_report(on, {}), channels_report(on, {}),
                               recent_events_report(on, 10), sessions_report(on, {})})
        for (const auto& row : parse(csv_of(answer)))
            for (const std::string& cell : row) {
                CAPTURE(cell);
                CHECK((cell.empty() || std::string("=+@").find(cell[0]) == std::string::npos));
            }
    const auto row = parse(csv_of(conversions)).at(1);
    CHECK(row[0] == "'=1");
    CHECK(row[1] == "'+u");
    CHECK(row[5] == "-5.00");
}

TEST_CASE("null is empty, what needs quotes has them") {
    const temporary_database database;
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,channel,campaign\n"
         "\"p,1\",\"a \"\"b\"\"\nc\",2025-03-01T10:00:00Z,purchase,Direct,\"x,y\"\n");
    connection on = database.connect();
    const json answer = conversions_report(on, {});
    const auto key = answer.at("data").at(0).at("key").get<std::string>();
    const auto rows = parse(csv_of(answer));
    REQUIRE(rows.size() == 2);
    CHECK(rows[1] == std::vector<std::string>{"p,1",
                                              "a \"b\"\nc",
                                              "2025-03-01T10:00:00.000000Z",
                                              "2025-03-01",
                                              "purchase",
                                              "0.00",
                                              "",
                                              "",
                                              key,
                                              "Direct",
                                              "",
                                              "",
                                              "x,y",
                                              "a \"b\"\nc.1740823200000000",
                                              "2025-03-01T10:00:00.000000Z",
                                              "Direct",
                                              "",
                                              "",
                                              "x,y",
                                              "a \"b\"\nc.1740823200000000",
                                              "2025-03-01T10:00:00.000000Z"});
}

}  // namespace attrib::test
