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
    json currency = 0;
    for (const json& row : answer.at("totals")) {
        if (row.at("currency") != currency) {
            currency = row.at("currency");
            text += text.empty() ? "" : ", ";
            text += currency.is_null() ? "-" : currency.get<std::string>();
        }
        text += " " + row.at("conversions").get<std::string>() + ":" +
                row.at("revenue").get<std::string>();
        if (row.at("conversions") == row.at("unattributed").at("conversions") &&
            row.at("conversions") != "0")
            text += "*";
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
    expect([](report_filter& f) { f.models = {"first_click"}; },
           "EUR 1:10.00, USD 1:7.00*, - 2:3.000001", "s1 p3 p2 p1");
    expect([](report_filter& f) { f.only.currency = "USD"; }, "USD 1:7.00* 1:7.00*", "p2");
    expect([](report_filter& f) { f.only.currency = ""; }, "- 2:3.000001 2:3.000001", "s1 p3");
    expect([](report_filter& f) { f.only.conversion_name = "sign_up"; }, "- 1:0.00 1:0.00", "s1");
    expect([](report_filter& f) { touch_filter(f, touch_column::channel) = "Email"; },
           "EUR 1:10.00 0:0.00", "p1");
    expect([](report_filter& f) { touch_filter(f, touch_column::channel) = ""; },
           "USD 1:7.00* 1:7.00*", "p2");
    expect([](report_filter& f) { touch_filter(f, touch_column::campaign) = "spring"; },
           "EUR 1:10.00 0:0.00", "p1");
    expect([](report_filter& f) { touch_filter(f, touch_column::campaign) = ""; },
           "EUR 0:0.00 1:10.00, USD 1:7.00* 1:7.00*", "p2 p1");
    expect(
        [](report_filter& f) {
            touch_filter(f, touch_column::channel) = "Email";
            f.models = {"last_click"};
        },
        "", "");
    // Each is true of one model's credit, no credit has both.
    expect(
        [](report_filter& f) {
            touch_filter(f, touch_column::channel) = "Email";
            touch_filter(f, touch_column::campaign) = "";
        },
        "", "");
    return all;
}

// The places that a filter has for text, numbered.
constexpr std::size_t filters_of_text = 2 + touch_column_count;
std::optional<std::string>& text_filter(report_filter& filter, std::size_t number) {
    if (number == 0) return filter.only.conversion_name;
    if (number == 1) return filter.only.currency;
    return filter.only.touch[number - 2];
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
    filter.models = {"last_click", "linear"};
    filter.lookback_days = 2;
    filter.skips_direct = true;
    filter.only.conversion_name = "purchase";
    filter.only.currency = "";
    for (auto& each : filter.only.touch) each = "";
    const json answer = totals_report(on, filter);
    CHECK(answer.at("filters") == json({{"conversion", "purchase"},
                                        {"currency", "(none)"},
                                        {"channel", "(unattributed)"},
                                        {"source", "(none)"},
                                        {"medium", "(none)"},
                                        {"campaign", "(none)"},
                                        {"landing_page", "(none)"},
                                        {"device_category", "(none)"},
                                        {"country", "(none)"}}));
    CHECK(answer.at("models") == json::array({{{"name", "last_click"},
                                               {"rule", "last_click"},
                                               {"title", "Last click"},
                                               {"lookback_seconds", 2 * 86'400},
                                               {"lookback_seconds_by_conversion", json::object()},
                                               {"direct", "skip"},
                                               {"is_materialized", false}},
                                              {{"name", "linear"},
                                               {"rule", "linear"},
                                               {"title", "Linear"},
                                               {"lookback_seconds", 2 * 86'400},
                                               {"lookback_seconds_by_conversion", json::object()},
                                               {"direct", "skip"},
                                               {"is_materialized", false}}}));
    filter = {};
    touch_filter(filter, touch_column::channel) = "Email";
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
        for (std::size_t i = 0; i < filters_of_text; ++i) {
            report_filter filter;
            text_filter(filter, i) = text;
            CHECK(totals_report(on, filter).at("totals").empty());
            CHECK(conversions_report(on, filter).at("data").empty());
            check_reports(on, filter);
        }
        CHECK(journey_report(on, text, {}).is_null());
        CHECK(journey_report(on, "p1", text).is_null());
        CHECK(code_of([&] { static_cast<void>(totals_report(on, {.models = {text}})); }) ==
              errc::invalid_option);
        report_filter filter;
        touch_filter(filter, touch_column::channel) = text;
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
        for (std::size_t i = 0; i < filters_of_text; ++i) {
            report_filter filter;
            text_filter(filter, i) = text;
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
    REQUIRE(answer.at("data").size() == 4);
    CHECK(answer.at("more") == 2);
    // By last click Direct has all of the euros, and spring none.
    CHECK(answer.at("columns") == json({"campaign", "source", "medium", "channel"}));
    CHECK(answer.at("data").at(1) == json({{"model", "last_click"},
                                           {"campaign", nullptr},
                                           {"source", nullptr},
                                           {"medium", nullptr},
                                           {"channel", "Direct"},
                                           {"currency", "EUR"},
                                           {"conversions", "1"},
                                           {"revenue", "10.00"},
                                           {"conversions_share", 1.0},
                                           {"revenue_share", 1.0}}));
    CHECK(answer.at("data").at(2).at("model") == "first_click");
    CHECK(answer.at("data").at(2).at("campaign") == "spring");
    CHECK(answer.at("data").at(2).at("revenue") == "10.00");
    CHECK(answer.at("data").at(2).at("revenue_share") == 1.0);
    CHECK(answer.at("data").at(3).at("revenue_share") == 0.0);
    CHECK(answer.at("totals") == totals_report(on, {}).at("totals"));
}

}  // namespace attrib::test
