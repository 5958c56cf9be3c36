// Conversions one by one: their rows, pages of them.
#include <libattrib/report/conversion_row.hpp>
#include <set>
#include <tests/support/generated_file.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

std::string place_of(const json& row) {
    return row.at("conversion_timestamp").get<std::string>() + " " +
           row.at("user_pseudo_id").dump() + " " + row.at("conversion_id").dump();
}

// What the database says of the conversion of that id.
std::string key_of(const temporary_database& database, const std::string& id) {
    connection on = database.connect();
    const query_result found = on.run(
        "select 0, hashtextextended(conversion_id, 0), user_pseudo_id, conversion_timestamp from "
        "mart_last_click where conversion_id = $1",
        {id});
    row_reader row(found, 0);
    return key_text(read_identity(row).key);
}

void check_each_once(const temporary_database& database, std::size_t limit) {
    connection on = database.connect();
    report_filter filter = days("2020-01-01", "2030-01-01");
    filter.limit = limit;
    const std::vector<json> rows = read_pages(on, filter);
    std::set<std::string> places;
    for (const json& row : rows) places.insert(place_of(row));
    CHECK(places.size() == rows.size());
    CHECK(std::to_string(rows.size()) == database.value("select count(*) from mart_last_click"));
    for (std::size_t i = 1; i < rows.size(); ++i) {
        CHECK(rows[i - 1].at("conversion_timestamp") >= rows[i].at("conversion_timestamp"));
        if (rows[i - 1].at("conversion_timestamp") == rows[i].at("conversion_timestamp"))
            CHECK(rows[i - 1].at("user_pseudo_id") <= rows[i].at("user_pseudo_id"));
    }
}

}  // namespace

TEST_CASE("the rows of the worked example") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const json direct = {{"model", "last_click"},
                         {"touch_no", 3},
                         {"touch_count", 3},
                         {"credit", "1"},
                         {"revenue", "20.00"},
                         {"channel", "Direct"},
                         {"source", nullptr},
                         {"medium", nullptr},
                         {"campaign", nullptr},
                         {"session_id", "ann.1742032800000000"},
                         {"touch_timestamp", "2025-03-15T10:00:00.000000Z"}};
    json email = direct;
    email["model"] = "first_click";
    email["touch_no"] = 1;
    email["channel"] = "Email";
    email["session_id"] = "ann.1740823200000000";
    email["touch_timestamp"] = "2025-03-01T10:00:00.000000Z";
    const json answer = conversions_report(on, {});
    REQUIRE(answer.at("data").size() == 2);
    CHECK(answer.at("data").at(1) == json({{"conversion_id", "d"},
                                           {"key", key_of(database, "d")},
                                           {"user_pseudo_id", "ann"},
                                           {"conversion_timestamp", "2025-03-15T10:00:00.000000Z"},
                                           {"conversion_date", "2025-03-15"},
                                           {"conversion_name", "purchase"},
                                           {"revenue", "20.00"},
                                           {"currency", "EUR"},
                                           {"transaction_id", nullptr},
                                           {"credits", {email, direct}}}));
    CHECK(answer.at("data").at(0).at("credits").at(0).at("channel") == "Paid Search");
    CHECK(answer.at("next_cursor").is_null());
}

TEST_CASE("a row of a conversion as it was read") {
    const temporary_database database;
    connection on = database.connect();
    const query_result rows = on.run(
        "select 'c', 7, 'u', '2025-03-01 10:00:00+00'::timestamptz, '2025-03-01'::date, "
        "'purchase', -0.5::numeric(19, 6), null, null");
    row_reader row(rows, 0);
    const read_conversion read = read_conversion_row(row);
    CHECK(read.identity.conversion_id == "c");
    CHECK(read.identity.key == conversion_key{at("2025-03-01T10:00:00Z"), "u", 7});
    CHECK(read.conversion_name == "purchase");
    CHECK(read.revenue == money{-500'000});
    CHECK(read.columns.at("revenue") == "-0.50");
    CHECK(read.columns.at("currency").is_null());
    CHECK(read.touchpoints.empty());
}

TEST_CASE("credits of a conversion, and which filters they pass") {
    const report_scope scope{.from = {},
                             .to = {},
                             .today = {},
                             .tables = {},
                             .models = known_models(attribution_options())};
    read_conversion of;
    of.identity = {"c", {at("2025-03-15T10:00:00Z"), "u", 7}};
    of.conversion_name = "purchase";
    of.revenue = units(20);
    const auto add = [&](const char* when, const char* channel, const char* campaign) {
        read_touchpoint touch{at(when), std::string("s") + channel, {}};
        touch.values[0] = channel;
        if (campaign != nullptr) touch.values[3] = campaign;
        of.touchpoints.push_back(touch);
    };
    attributor by;
    credit_filter no_channel;
    no_channel.touch[0] = "";
    CHECK(credits_of(of, scope, {}, by).empty());
    CHECK(has_credit_for(of, json::array(), scope, {}));
    CHECK(has_credit_for(of, json::array(), scope, no_channel));
    add("2025-03-01T09:59:59Z", "Display", nullptr);  // before the lookback
    add("2025-03-01T10:00:00Z", "Email", "spring");
    add("2025-03-15T10:00:00Z", "Direct", nullptr);
    const json credits = credits_of(of, scope, {}, by);
    const json linear = row_of(credits, {{"model", "linear"}, {"channel", "Email"}});
    CHECK(linear.at("touch_no") == 1);
    CHECK(linear.at("touch_count") == 2);
    CHECK(linear.at("credit") == "0.5");
    CHECK(linear.at("revenue") == "10.00");
    CHECK(linear.at("campaign") == "spring");
    CHECK(linear.at("session_id") == "sEmail");
    const auto passes = [&](const char* channel, const char* campaign) {
        credit_filter only;
        only.touch[0] = channel;
        if (campaign != nullptr) only.touch[3] = campaign;
        return has_credit_for(of, credits, scope, only);
    };
    CHECK(passes("Email", nullptr));
    CHECK(passes("Email", "spring"));
    CHECK(passes("Direct", ""));
    CHECK_FALSE(passes("Email", ""));
    CHECK_FALSE(passes("Direct", "spring"));
    CHECK_FALSE(passes("Display", nullptr));
    CHECK_FALSE(passes("", nullptr));
}

TEST_CASE("all pages together have each conversion once, newest first") {
    const temporary_database database;
    fill(database, generated_csv(small_scenario(20'000)));
    check_each_once(database, 7);
    check_each_once(database, 1'000);
}

TEST_CASE("pages part conversions of one moment, whatever their ids hold") {
    const temporary_database database;
    std::string csv = "event_id,user_pseudo_id,event_timestamp,event_name,channel\n";
    for (const char* const user :
         {"b", "\"a,\"\"x\"\"\"", "'; drop table t", "\xC3\xA9", "a/../%2F?", "\"line\nend\""})
        for (const char* const id : {"p", "\"q\"\"\"", "\xF0\x9F\x98\x80 %00&x=1", "\\x41"})
            csv += std::string(id) + "," + user + ",2025-03-01T10:00:00Z,purchase,Direct\n";
    fill(database, csv);
    CHECK(database.value("select count(*) from mart_last_click") == "24");
    for (const std::size_t limit : {1U, 5U, 24U, 25U}) check_each_once(database, limit);
    connection on = database.connect();
    const json answer = conversions_report(on, {});
    CHECK(answer.at("data").size() == 24);
    for (const json& row : answer.at("data")) {
        const json journey = journey_report(on, row.at("conversion_id").get<std::string>(),
                                            row.at("user_pseudo_id").get<std::string>());
        check_schema("journey", journey);
        json without_credits = row;
        without_credits.erase("credits");
        CHECK(journey.at("conversion") == without_credits);
        CHECK(journey_report(on, row.at("key").get<std::string>(), {}) == journey);
    }
}

TEST_CASE("pages part conversions that differ in nothing that orders them") {
    // An id that is given and one that is made of the same parts, and two of one amount.
    const temporary_database database;
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,page_location,channel,event_value\n"
         "u.1740823200000000.purchase./p,u,2025-03-01T10:00:00Z,purchase,/x,Direct,1\n"
         ",u,2025-03-01T10:00:00Z,purchase,/p,Direct,1\n"
         "z,u,2025-03-01T10:00:00Z,purchase,/p,Direct,2\n");
    connection on = database.connect();
    for (const std::size_t limit : {1U, 2U}) {
        report_filter filter = days("2025-03-01", "2025-03-02");
        filter.limit = limit;
        const std::vector<json> rows = read_pages(on, filter);
        REQUIRE(rows.size() == 3);
        money_sum revenue;
        for (const json& row : rows) revenue += amount_of(row.at("revenue"));
        CHECK(to_string(revenue) == "4.00");
    }
}

TEST_CASE("a key goes before an id that reads like it") {
    const temporary_database database;
    const std::string key = key_text({at("2025-03-01T10:00:00Z"), "u", 0});
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,channel\n" + key +
             ",v,2025-03-01T10:00:00Z,purchase,Direct\na,u,2025-03-01T10:00:00Z,purchase,Direct\n");
    connection on = database.connect();
    CHECK(journey_report(on, key, {}).at("conversion").at("user_pseudo_id") == "v");
    CHECK(journey_report(on, key_of(database, "a"), {}).at("conversion").at("conversion_id") ==
          "a");
    CHECK(journey_report(on, key_of(database, key), {}).at("conversion").at("conversion_id") ==
          key);
}

TEST_CASE("a cursor that is none is refused") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    report_filter filter;
    for (const char* const wrong : {"x", "!", "MTI", "' or 1=1", "AAAA", "\xFF"}) {
        filter.cursor = wrong;
        CHECK(code_of([&] { static_cast<void>(conversions_report(on, filter)); }) ==
              errc::invalid_option);
    }
}

}  // namespace attrib::test
