// Reports about some of the conversions.
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

// p1: first Email, last Direct. p2: its session began before the window. p3, s1: no currency.
const std::string events =
    "event_id,user_pseudo_id,event_timestamp,event_name,channel,campaign,event_value,currency\n"
    "a1,a,2025-03-01T10:00:00Z,page_view,Email,spring,,\n"
    "p1,a,2025-03-01T10:07:00Z,purchase,Direct,,10,EUR\n"
    "b1,b,2025-03-01T10:00:00Z,page_view,Organic Search,,,\n"
    "b2,b,2025-03-01T10:05:00Z,page_view,Direct,,,\n"
    "b3,b,2025-03-01T10:10:00Z,page_view,Direct,,,\n"
    "p2,b,2025-03-01T10:15:00Z,purchase,Direct,,7,USD\n"
    "p3,c,2025-03-01T11:00:00Z,purchase,Paid Search,brand,3.000001,\n"
    "s1,c,2025-03-01T11:01:00Z,sign_up,Direct,,,\n";

attribution_options short_window() {
    attribution_options how;
    how.session_timeout = std::chrono::minutes{6};
    how.lookback = std::chrono::minutes{10};
    how.conversions = {"purchase", "sign_up"};
    return how;
}

// "currency first last" of each total, e.g. "EUR 1:10.00 0:0.00"; * where all is unattributed.
std::string totals_told(const json& answer) {
    std::string text;
    for (const json& row : answer.at("totals")) {
        text += text.empty() ? "" : ", ";
        text += row.at("currency").is_null() ? "-" : row.at("currency").get<std::string>();
        for (const char* const name : {"first_click", "last_click"}) {
            if (!row.contains(name)) continue;
            const json& part = row.at(name);
            text +=
                " " + part.at("conversions").dump() + ":" + part.at("revenue").get<std::string>();
            if (part.at("conversions") == part.at("unattributed").at("conversions") &&
                part.at("conversions") != 0)
                text += "*";
        }
    }
    return text;
}

std::string ids_of(const json& conversions) {
    std::string ids;
    for (const json& row : conversions.at("data"))
        ids += (ids.empty() ? "" : " ") + row.at("conversion_id").get<std::string>();
    return ids;
}

struct expectation {
    report_filter filter;
    std::string totals;
    std::string conversions;
};

std::vector<expectation> expectations() {
    std::vector<expectation> all;
    const auto expect = [&](auto&& set, const std::string& totals, const std::string& ids) {
        report_filter filter;
        set(filter);
        all.push_back({filter, totals, ids});
    };
    expect([](report_filter&) {},
           "EUR 1:10.00 1:10.00, USD 1:7.00* 1:7.00*, - 2:3.000001 2:3.000001", "s1 p3 p2 p1");
    expect([](report_filter& f) { f.only = model::first_click; },
           "EUR 1:10.00, USD 1:7.00*, - 2:3.000001", "s1 p3 p2 p1");
    expect([](report_filter& f) { f.currency = "USD"; }, "USD 1:7.00* 1:7.00*", "p2");
    expect([](report_filter& f) { f.currency = ""; }, "- 2:3.000001 2:3.000001", "s1 p3");
    expect([](report_filter& f) { f.conversion = "sign_up"; }, "- 1:0.00 1:0.00", "s1");
    expect([](report_filter& f) { f.channel = "Email"; }, "EUR 1:10.00 0:0.00", "p1");
    expect([](report_filter& f) { f.channel = ""; }, "USD 1:7.00* 1:7.00*", "p2");
    expect([](report_filter& f) { f.campaign = "spring"; }, "EUR 1:10.00 0:0.00", "p1");
    expect([](report_filter& f) { f.campaign = ""; }, "EUR 0:0.00 1:10.00, USD 1:7.00* 1:7.00*",
           "p2 p1");
    expect(
        [](report_filter& f) {
            f.channel = "Email";
            f.only = model::last_click;
        },
        "", "");
    // Each is true of one model's credit, no credit has both.
    expect(
        [](report_filter& f) {
            f.channel = "Email";
            f.campaign = "";
        },
        "", "");
    return all;
}

}  // namespace

TEST_CASE("a filter leaves what it names, each model for itself") {
    const temporary_database database;
    fill(database, events, short_window());
    connection on = database.connect();
    for (const expectation& each : expectations()) {
        CAPTURE(each.totals, each.conversions);
        CHECK(totals_told(totals_report(on, each.filter)) == each.totals);
        CHECK(ids_of(conversions_report(on, each.filter)) == each.conversions);
        check_reports(on, each.filter);
    }
}

TEST_CASE("an answer repeats what it was asked for") {
    const temporary_database database;
    fill(database, events, short_window());
    connection on = database.connect();
    report_filter filter;
    filter.only = model::last_click;
    filter.conversion = "purchase";
    filter.currency = "";
    filter.channel = "";
    filter.campaign = "";
    CHECK(totals_report(on, filter).at("filters") == json({{"model", "last_click"},
                                                           {"conversion", "purchase"},
                                                           {"currency", "(none)"},
                                                           {"channel", "(unattributed)"},
                                                           {"campaign", "(none)"}}));
    filter.channel = "Email";
    CHECK(sessions_report(on, filter).at("filters") == json({{"channel", "Email"}}));
}

TEST_CASE("SQL in a filter is text that nothing matches") {
    const temporary_database database;
    fill(database, events, short_window());
    connection on = database.connect();
    for (const char* const text :
         {"'; drop table mart_last_click; --", "' or '1'='1", "%", "_", "\\", "\\'", "$1", "NULL",
          "(none)", "email", "\xC3\xA9\xF0\x9F\x98\x80"}) {
        CAPTURE(text);
        for (const auto member : {&report_filter::conversion, &report_filter::currency,
                                  &report_filter::channel, &report_filter::campaign}) {
            report_filter filter;
            filter.*member = text;
            CHECK(totals_report(on, filter).at("totals").empty());
            CHECK(conversions_report(on, filter).at("data").empty());
            check_reports(on, filter);
        }
        CHECK(journey_report(on, text, {}).is_null());
        CHECK(journey_report(on, "p1", text).is_null());
        report_filter filter;
        filter.channel = text;
        CHECK(sessions_report(on, filter).at("data").empty());
    }
    CHECK(totals_told(totals_report(on, {})) == expectations().front().totals);
}

TEST_CASE("text that no table can hold is refused") {
    const temporary_database database;
    fill(database, events, short_window());
    connection on = database.connect();
    using namespace std::string_literals;
    for (const std::string& text : {"Email\0"s, "\xFF"s, "\xC3"s}) {
        for (const auto member : {&report_filter::conversion, &report_filter::currency,
                                  &report_filter::channel, &report_filter::campaign}) {
            report_filter filter;
            filter.*member = text;
            CHECK(code_of([&] { static_cast<void>(totals_report(on, filter)); }) ==
                  errc::invalid_option);
        }
        CHECK(journey_report(on, "p1" + text, {}).is_null());
        CHECK(journey_report(on, "p1", "a" + text).is_null());
    }
    report_filter filter;
    filter.limit = 0;
    CHECK(code_of([&] { static_cast<void>(conversions_report(on, filter)); }) ==
          errc::invalid_option);
}

TEST_CASE("the largest campaigns are shown, the others counted") {
    const temporary_database database;
    fill(database, events, short_window());
    connection on = database.connect();
    report_filter filter;
    filter.limit = 2;
    const json answer = campaigns_report(on, filter);
    check_schema("campaigns", answer);
    REQUIRE(answer.at("data").size() == 2);
    CHECK(answer.at("more") == 2);
    // Direct by last click and spring by first click have 10.00 each.
    CHECK(answer.at("data").at(0).at("campaign").is_null());
    CHECK(answer.at("data").at(0).at("channel") == "Direct");
    CHECK(answer.at("data").at(1).at("campaign") == "spring");
    CHECK(answer.at("data").at(1).at("first_click").at("revenue") == "10.00");
    CHECK(answer.at("data").at(1).at("first_click").at("revenue_share") == 1.0);
    CHECK(answer.at("totals") == totals_report(on, {}).at("totals"));
}

}  // namespace attrib::test
