// The worked example by all models and dimensions, with the figures of docs/models.md's rules by
// hand.
#include <cmath>
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

__extension__ using wide = __int128;

const std::vector<std::string> all_models{
    "first_click", "last_click", "first_non_direct", "last_non_direct", "last_paid",
    "google_paid", "linear",     "position_based",   "time_decay",      "shapley"};

// By channel "conversions:revenue" of Email, Paid Search and Direct.
using by_channel = std::array<const char*, 3>;
const std::map<std::string, by_channel> worked{
    {"first_click", {"1:20.00", "1:5.00", "0:0.00"}},
    {"last_click", {"0:0.00", "0:0.00", "2:25.00"}},
    {"first_non_direct", {"1:20.00", "1:5.00", "0:0.00"}},
    {"last_non_direct", {"0:0.00", "2:25.00", "0:0.00"}},
    {"last_paid", {"0:0.00", "2:25.00", "0:0.00"}},
    {"google_paid", {"0:0.00", "2:25.00", "0:0.00"}},
    {"linear", {"0.333334:6.666667", "0.833333:9.166667", "0.833333:9.166666"}},
    {"position_based", {"0.4:8.00", "0.7:6.50", "0.9:10.50"}},
    {"time_decay", {"0.166552:3.331038", "0.367901:4.348115", "1.465547:17.320847"}},
    {"shapley", {"0.333334:6.666667", "0.833333:9.166667", "0.833333:9.166666"}}};
constexpr std::array channels{"Email", "Paid Search", "Direct"};

std::string amounts_told(const json& row) {
    return row.at("conversions").get<std::string>() + ":" + row.at("revenue").get<std::string>();
}

// "credit:revenue" of each touchpoint that the model credits, by channel.
std::map<std::string, std::string> shares_of(const json& journey, const std::string& model) {
    std::map<std::string, std::string> shares;
    for (const json& session : journey.at("touchpoints"))
        for (const json& credit : session.at("credits"))
            if (credit.at("model") == model)
                shares[session.at("channel").get<std::string>()] =
                    credit.at("credit").get<std::string>() + ":" +
                    credit.at("revenue").get<std::string>();
    return shares;
}

// What `part` of `whole` is, rounded toward zero, plus the rounding that is told.
void check_rounding(const json& credit, const char* what, wide whole, const json& model) {
    const wide weight = std::stoll(credit.at("weight").get<std::string>());
    const wide sum = std::stoll(model.at("weight_sum").get<std::string>());
    const wide floor = whole * weight / (sum * credit.at("sharing").get<std::int64_t>());
    CHECK(amount_of(credit.at(what)).millionths ==
          floor + credit.at("rounding").at(what).get<int>());
}

// Every model's weights, shares, credits and roundings add up.
void check_reasons(const json& journey) {
    const money_sum revenue = amount_of(journey.at("conversion").at("revenue"));
    for (const json& model : journey.at("models")) {
        CAPTURE(model.at("name").get<std::string>());
        money_sum credits;
        money_sum revenues;
        double shares = 0;
        for (const json& session : journey.at("touchpoints"))
            for (const json& credit : session.at("credits")) {
                if (credit.at("model") != model.at("name")) continue;
                credits += amount_of(credit.at("credit"));
                revenues += amount_of(credit.at("revenue"));
                shares += credit.at("share").get<double>();
                check_rounding(credit, "credit", 1'000'000, model);
                check_rounding(credit, "revenue", static_cast<wide>(revenue.millionths), model);
            }
        CHECK(model.at("is_attributed") == true);
        CHECK(to_string(credits) == "1.00");
        CHECK(revenues == revenue);
        CHECK(std::abs(shares - 1) < 1e-5);
    }
}

json credit_of(const json& journey, std::size_t session, const char* model) {
    return row_of(journey.at("touchpoints").at(session).at("credits"), {{"model", model}});
}

}  // namespace

TEST_CASE("the worked example by channel: what each model gives, by hand") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    report_filter filter;
    filter.models = all_models;
    filter.by = dimension::channel;
    const json answer = breakdown_report(on, filter);
    check_schema("breakdown", answer);
    CHECK(answer.at("columns") == json({"channel"}));
    CHECK(answer.at("more") == 0);
    CHECK(answer.at("data").size() == 30);
    for (const auto& [model, figures] : worked)
        for (std::size_t i = 0; i < channels.size(); ++i) {
            CAPTURE(model, channels[i]);
            CHECK(amounts_told(row_of(answer.at("data"),
                                      {{"model", model}, {"channel", channels[i]}})) == figures[i]);
        }
    CHECK(channels_report(on, filter).at("data") == answer.at("data"));
    // By revenue of the last model, shapley.
    CHECK(answer.at("data").at(0).at("channel") == "Paid Search");
    CHECK(answer.at("data").at(10).at("channel") == "Direct");
    CHECK(answer.at("data").at(20).at("channel") == "Email");
    CHECK(answer.at("data").at(0).at("model") == "first_click");
    // From the journeys.
    filter.only.touch[1] = "";
    CHECK(breakdown_report(on, filter).at("data") == answer.at("data"));
    filter.by.reset();
    check_reports(on, filter);
    check_reports(on, {.models = all_models});
}

TEST_CASE("the worked example by every dimension: all of it where there is one value") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const std::map<dimension, json> values{
        {dimension::none, json::object()},
        {dimension::source, {{"source", nullptr}}},
        {dimension::medium, {{"medium", nullptr}}},
        {dimension::source_medium, {{"source", nullptr}, {"medium", nullptr}}},
        {dimension::campaign, {{"campaign", nullptr}}},
        {dimension::landing_page, {{"landing_page", nullptr}}},
        {dimension::device_category, {{"device_category", nullptr}}},
        {dimension::country, {{"country", nullptr}}},
        {dimension::conversion_name, {{"conversion_name", "purchase"}}},
        {dimension::day, {{"date", "2025-03-15"}}},
        {dimension::week, {{"date", "2025-03-10"}}},
        {dimension::month, {{"date", "2025-03-01"}}}};
    for (const auto& [by, columns] : values) {
        report_filter filter;
        filter.models = all_models;
        filter.by = by;
        const json answer = breakdown_report(on, filter);
        check_schema("breakdown", answer);
        REQUIRE(answer.at("data").size() == all_models.size());
        for (std::size_t i = 0; i < all_models.size(); ++i) {
            json expected{{"model", all_models[i]}};
            expected.update(columns);
            expected.update({{"currency", "EUR"},
                             {"conversions", "2"},
                             {"revenue", "25.00"},
                             {"conversions_share", 1.0},
                             {"revenue_share", 1.0}});
            CHECK(answer.at("data").at(i) == expected);
        }
        CHECK(answer.at("totals") == totals_report(on, filter).at("totals"));
    }
}

TEST_CASE("a series by week or month has its first days, and zeros where nothing was") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const auto told_by = [&](dimension by) {
        report_filter filter = days("2025-02-26", "2025-03-18");
        filter.models = {"linear"};
        filter.by = by;
        const json answer = timeseries_report(on, filter);
        check_schema("timeseries", answer);
        std::string text;
        for (const json& row : answer.at("data"))
            text += row.at("date").get<std::string>() + " " + amounts_told(row) + "\n";
        return text;
    };
    CHECK(told_by(dimension::week) ==
          "2025-02-24 0:0.00\n2025-03-03 0:0.00\n2025-03-10 2:25.00\n2025-03-17 0:0.00\n");
    CHECK(told_by(dimension::month) == "2025-02-01 0:0.00\n2025-03-01 2:25.00\n");
    report_filter wrong;
    wrong.by = dimension::channel;
    CHECK(code_of([&] { static_cast<void>(timeseries_report(on, wrong)); }) ==
          errc::invalid_option);
}

TEST_CASE("the worked example explained: weights, shares, credits and what rounding gave") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const json d = journey_report(on, "d", {});
    const json e = journey_report(on, "e", {});
    check_schema("journey", d);
    for (const json& journey : {d, e}) check_reasons(journey);
    using shares = std::map<std::string, std::string>;
    CHECK(shares_of(d, "linear") == shares{{"Email", "0.333334:6.666667"},
                                           {"Paid Search", "0.333333:6.666667"},
                                           {"Direct", "0.333333:6.666666"}});
    CHECK(shares_of(d, "shapley") == shares_of(d, "linear"));
    CHECK(shares_of(d, "position_based") ==
          shares{{"Email", "0.4:8.00"}, {"Paid Search", "0.2:4.00"}, {"Direct", "0.4:8.00"}});
    CHECK(shares_of(d, "time_decay") == shares{{"Email", "0.166552:3.331038"},
                                               {"Paid Search", "0.16724:3.34481"},
                                               {"Direct", "0.666208:13.324152"}});
    CHECK(shares_of(d, "last_paid") == shares{{"Paid Search", "1:20.00"}});
    CHECK(shares_of(e, "linear") == shares{{"Paid Search", "0.5:2.50"}, {"Direct", "0.5:2.50"}});
    CHECK(shares_of(e, "time_decay") ==
          shares{{"Paid Search", "0.200661:1.003305"}, {"Direct", "0.799339:3.996695"}});
    for (std::size_t i = 0; i < 3; ++i) {
        const json linear = credit_of(d, i, "linear");
        CHECK(linear.at("touch_no") == i + 1);
        CHECK(linear.at("weight") == "1");
        CHECK(linear.at("share") == 0.333333);
        CHECK(linear.at("rounding") ==
              json({{"credit", i == 0 ? 1 : 0}, {"revenue", i < 2 ? 1 : 0}}));
    }
    CHECK(row_of(d.at("models"), {{"name", "linear"}}).at("weight_sum") == "3");
    CHECK(credit_of(d, 0, "position_based").at("share") == 0.4);
    CHECK(credit_of(d, 1, "position_based").at("share") == 0.2);
    CHECK(credit_of(d, 2, "time_decay").at("weight") == "1073741824");
    CHECK(credit_of(d, 2, "time_decay").at("share") == 0.666208);
}

TEST_CASE("the worked example without Direct, and with the event that comes late") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    using shares = std::map<std::string, std::string>;
    const report_filter skip{.models = {"time_decay"}, .skips_direct = true};
    const json d = journey_report(on, "d", {}, skip);
    check_reasons(d);
    CHECK(shares_of(d, "time_decay") ==
          shares{{"Email", "0.498969:9.979371"}, {"Paid Search", "0.501031:10.020629"}});
    CHECK(credit_of(d, 1, "time_decay").at("touch_no") == 2);
    CHECK(shares_of(journey_report(on, "e", {}, skip), "time_decay") ==
          shares{{"Paid Search", "1:5.00"}});
    const json by_channel = channels_report(on, skip).at("data");
    CHECK(amounts_told(row_of(by_channel, {{"channel", "Email"}})) == "0.498969:9.979371");
    CHECK(amounts_told(row_of(by_channel, {{"channel", "Paid Search"}})) == "1.501031:15.020629");
    fill(database, contents_of("tests/data/worked_example_late.csv"));
    const json late = journey_report(on, "d", {});
    CHECK(shares_of(late, "linear") == shares{{"Email", "0.5:10.00"}, {"Direct", "0.5:10.00"}});
    CHECK(shares_of(late, "time_decay") == shares{{"Email", "0.2:4.00"}, {"Direct", "0.8:16.00"}});
    const json e = journey_report(on, "e", {});
    for (const std::string& model : all_models)
        CHECK(shares_of(e, model) == shares{{"Direct", "1:5.00"}});
}

TEST_CASE("touchpoints that share a channel's weight say with how many") {
    const temporary_database database;
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,channel,event_value\n"
         "a,u,2025-03-01T10:00:00Z,page_view,Email,\n"
         "b,u,2025-03-02T10:00:00Z,page_view,Display,\n"
         "c,u,2025-03-03T10:00:00Z,page_view,Email,\n"
         "p,u,2025-03-04T10:00:00Z,purchase,Email,-10\n");
    connection on = database.connect();
    const json journey = journey_report(on, "p", {}, {.models = {"shapley", "linear"}});
    check_schema("journey", journey);
    check_reasons(journey);
    CHECK(row_of(journey.at("models"), {{"name", "shapley"}}).at("weight_sum") == "2");
    CHECK(credit_of(journey, 0, "shapley").at("sharing") == 3);
    CHECK(credit_of(journey, 0, "shapley").at("share") == 0.166667);
    CHECK(credit_of(journey, 1, "shapley").at("sharing") == 1);
    CHECK(credit_of(journey, 1, "shapley").at("revenue") == "-5.00");
    CHECK(credit_of(journey, 1, "shapley").at("share") == 0.5);
}

TEST_CASE("the ordered Shapley report: a channel's value by the numbers of its touchpoints") {
    const temporary_database database;
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,channel,event_value,currency\n"
         "a,u,2025-03-01T10:00:00Z,page_view,Email,,\n"
         "b,u,2025-03-02T10:00:00Z,page_view,Display,,\n"
         "c,u,2025-03-03T10:00:00Z,page_view,Email,,\n"
         "p,u,2025-03-04T10:00:00Z,purchase,Display,10,EUR\n"
         "q,v,2025-03-04T10:00:00Z,purchase,Email,4,EUR\n");
    connection on = database.connect();
    report_filter filter{.models = {"shapley"}, .by = dimension::channel_touch_no};
    const json answer = breakdown_report(on, filter);
    check_schema("breakdown", answer);
    CHECK(answer.at("columns") == json({"channel", "touch_no"}));
    std::string told;
    for (const json& row : answer.at("data"))
        told += row.at("channel").get<std::string>() + " " + row.at("touch_no").dump() + " " +
                amounts_told(row) + "\n";
    CHECK(told ==
          "Email 1 1.25:6.50\nDisplay 2 0.25:2.50\nDisplay 4 0.25:2.50\nEmail 3 0.25:2.50\n");
    filter.lookback_days = 1;
    CHECK(breakdown_report(on, filter).at("data").at(0).at("touch_no") == 1);
    on.run("delete from int_sessions");
    CHECK(breakdown_report(on, filter).at("data").at(0).at("touch_no").is_null());
}

TEST_CASE("models and lookbacks that cannot be are refused") {
    const temporary_database database;
    attribution_options how;
    how.journey_window = std::chrono::days{30};
    fill(database, worked_example(), how);
    connection on = database.connect();
    const auto is_refused = [&](const report_filter& filter, const std::string& message) {
        for (const auto& report :
             {std::function([&] { return totals_report(on, filter); }),
              std::function([&] { return breakdown_report(on, filter); }),
              std::function([&] { return conversions_report(on, filter); }),
              std::function([&] { return journey_report(on, "d", {}, filter); })}) {
            try {
                static_cast<void>(report());
                FAIL_CHECK("not refused: " << message);
            } catch (const failure& failed) {
                CHECK(failed.code() == errc::invalid_option);
                CHECK_THAT(failed.what(), Catch::Matchers::Contains(message));
            }
        }
    };
    is_refused({.models = {"middle_click"}}, "`models` names no model: middle_click");
    is_refused({.models = {""}}, "`models` names no model: ");
    is_refused({.models = {"linear", "shapley", "linear"}}, "`models` names a model twice: linear");
    for (const int lookback : {-1, 0, 31, 90, 91})
        is_refused({.lookback_days = lookback}, "whole numbers from 1 to 30");
    CHECK(totals_report(on, {.lookback_days = 30}).at("totals").size() == 2);
    CHECK(totals_report(on, {.lookback_days = 1}).at("totals").size() == 2);
}

}  // namespace attrib::test
