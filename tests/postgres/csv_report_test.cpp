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

// Members of members by their CSV names. Nulls and lists are left out.
void name_members(const json& object, const std::string& prefix, std::set<std::string>& names) {
    for (const auto& [name, value] : object.items()) {
        if (value.is_object())
            name_members(value, prefix + name + "_", names);
        else if (!value.is_null() && !value.is_array())
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
          "model,currency,conversions,revenue,attributed_conversions,attributed_revenue,"
          "unattributed_conversions,unattributed_revenue\n"
          "first_click,EUR,2,25.00,2,25.00,0,0.00\n"
          "last_click,EUR,2,25.00,2,25.00,0,0.00\n");
    report_filter filter;
    filter.models = {"first_click"};
    CHECK(csv_of(channels_report(on, filter)) ==
          "model,channel,currency,conversions,revenue,conversions_share,revenue_share\n"
          "first_click,Email,EUR,1,20.00,0.5,0.8\n"
          "first_click,Paid Search,EUR,1,5.00,0.5,0.2\n");
    for (const json& answer :
         {totals_report(on, {}), timeseries_report(on, {}), channels_report(on, {}),
          campaigns_report(on, {}), sessions_report(on, {}), recent_events_report(on, 100),
          timeseries_report(on, filter), campaigns_report(on, filter)})
        check_columns(answer);
    for (const dimension_facts& each : all_dimensions()) {
        filter.by = each.which;
        check_columns(breakdown_report(on, filter));
    }
    const auto models = parse(csv_of(models_report(on)));
    CHECK(models.size() == 1 + 12);
    CHECK(models.at(1).front() == "first_click");
    const auto events = parse(csv_of(recent_events_report(on, 100)));
    REQUIRE(events.size() == 7);
    const std::size_t last = events[0].size() - 1;
    CHECK(events[0][last - 1] == "conversion_first_click");
    CHECK(events[0][last] == "conversion_last_click");
    CHECK(events[1][0] == "e");
    CHECK(events[1][last - 1] == "Paid Search");
    CHECK(events[1][last] == "Direct");
    CHECK(events[6][last] == "");
}

TEST_CASE("a conversion has a line per credit, and one for a model that gives none") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    report_filter filter;
    filter.models = {"linear", "last_paid"};
    filter.lookback_days = 1;
    on.run("delete from int_sessions where channel = 'Direct'");
    filter.limit = 1;
    const json none = conversions_report(on, filter);
    const std::string key = none.at("data").at(0).at("key").get<std::string>();
    const std::string conversion =
        "e,ann,2025-03-15T10:00:00.000001Z,2025-03-15,purchase,5.00,EUR,," + key;
    const std::string header =
        "conversion_id,user_pseudo_id,conversion_timestamp,conversion_date,conversion_name,"
        "revenue,currency,transaction_id,key,model,touch_no,touch_count,credit,"
        "credited_revenue,channel,source,medium,campaign,session_id,touch_timestamp\n";
    CHECK(csv_of(none) ==
          header + conversion + ",linear,,,,,,,,,,\n" + conversion + ",last_paid,,,,,,,,,,\n");
    filter.lookback_days = 14;
    CHECK(csv_of(conversions_report(on, filter)) ==
          header + conversion +
              ",linear,1,1,1,5.00,Paid Search,,,,ann.1740826800000001,"
              "2025-03-01T11:00:00.000001Z\n" +
              conversion +
              ",last_paid,1,1,1,5.00,Paid Search,,,,ann.1740826800000001,"
              "2025-03-01T11:00:00.000001Z\n");
}

TEST_CASE("the columns are the same when there are no rows") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const report_filter none = days("2020-01-01", "2020-01-02");
    for (const auto report : {totals_report, timeseries_report, channels_report, campaigns_report,
                              breakdown_report, conversions_report, sessions_report, paths_report,
                              path_lengths_report, days_to_convert_report, roles_report}) {
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
    REQUIRE(rows.size() == 3);
    for (const auto& [row, model] : {std::pair(1U, "first_click"), std::pair(2U, "last_click")})
        CHECK(rows[row] == std::vector<std::string>{"p,1",
                                                    "a \"b\"\nc",
                                                    "2025-03-01T10:00:00.000000Z",
                                                    "2025-03-01",
                                                    "purchase",
                                                    "0.00",
                                                    "",
                                                    "",
                                                    key,
                                                    model,
                                                    "1",
                                                    "1",
                                                    "1",
                                                    "0.00",
                                                    "Direct",
                                                    "",
                                                    "",
                                                    "x,y",
                                                    "a \"b\"\nc.1740823200000000",
                                                    "2025-03-01T10:00:00.000000Z"});
}

}  // namespace attrib::test
