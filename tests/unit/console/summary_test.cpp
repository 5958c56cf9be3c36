#include <apps/console/channel_totals.hpp>
#include <apps/console/summary.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <tests/catch.hpp>

namespace {

using namespace attrib;

daily_row row(const char* model, const char* currency, std::optional<std::string> channel,
              std::int64_t conversions, std::int64_t units) {
    daily_row made;
    made.model = model;
    made.conversion_name = "purchase";
    made.currency = currency;
    made.channel = std::move(channel);
    made.conversions = money{conversions * 1'000'000};
    made.revenue = money{units * 1'000'000};
    return made;
}

engine_summary example() {
    engine_summary summary;
    summary.read = 1'234'567;
    summary.rejected = 3;
    summary.conversions = 8;
    summary.daily = {
        row("first_click", "EUR", "Email", 1, 10),
        row("first_click", "EUR", "Paid Search", 2, 2000),
        row("first_click", "EUR", "Paid Search", 1, 500),  // another day
        row("first_click", "EUR", std::nullopt, 1, 7000),
        row("last_click", "EUR", "Direct", 4, 2510),
        row("last_click", "EUR", std::nullopt, 1, 7000),
        row("first_click", "", "Email", 3, -5),
        row("last_click", "", "Email", 3, -5),
    };
    return summary;
}

}  // namespace

TEST_CASE("totals are per currency, by first-click revenue, the unattributed last") {
    const auto totals = console::channel_totals(example().daily);
    REQUIRE(totals.size() == 2);
    CHECK(totals[0].currency.empty());
    CHECK(totals[1].currency == "EUR");
    REQUIRE(totals[1].channels.size() == 4);
    CHECK(totals[1].channels[0].channel == "Paid Search");
    CHECK(totals[1].channels[1].channel == "Email");
    CHECK(totals[1].channels[2].channel == "Direct");
    CHECK_FALSE(totals[1].channels[3].channel.has_value());
    CHECK(totals[1].channels[0].by_model[0].conversions == money{3'000'000});
    CHECK(totals[1].channels[0].by_model[0].revenue == money{2'500'000'000});
    CHECK(totals[1].all.by_model[0].conversions == money{5'000'000});
    CHECK(totals[1].all.by_model[1].revenue == money{9'510'000'000});
}

TEST_CASE("what is not known of everyone is left out") {
    engine_summary summary = example();
    summary.users = 5;
    summary.is_of_converters = true;
    const auto object = console::summary_json(summary);
    for (const char* name : {"duplicates", "events", "users", "sessions"})
        CHECK_FALSE(object.contains(name));
    CHECK(object.at("read") == 1'234'567);
    CHECK(object.at("conversions") == 8);
    std::ostringstream out;
    console::print_summary(out, summary);
    CHECK(out.str().find("users") == std::string::npos);
    CHECK(out.str().find("conversions          8\n") != std::string::npos);
}

TEST_CASE("the summary is a table for people") {
    std::ostringstream out;
    console::print_summary(out, example());
    CHECK(out.str() == R"(read         1,234,567
rejected             3
duplicates           0
events               0
users                0
sessions             0
conversions          8

First against last click per channel

                     conversions              revenue (none)
channel  first  last  difference    first   last  difference
------------------------------------------------------------
Email        3     3           0    -5.00  -5.00        0.00
------------------------------------------------------------
total        3     3           0    -5.00  -5.00        0.00

                            conversions                       revenue EUR
channel         first  last  difference       first      last  difference
-------------------------------------------------------------------------
Paid Search         3     0          -3    2,500.00      0.00   -2,500.00
Email               1     0          -1       10.00      0.00      -10.00
Direct              0     4          +4        0.00  2,510.00   +2,510.00
(unattributed)      1     1           0    7,000.00  7,000.00        0.00
-------------------------------------------------------------------------
total               5     5           0    9,510.00  9,510.00        0.00
)");
}

TEST_CASE("without conversions the summary says so") {
    std::ostringstream out;
    console::print_summary(out, {});
    CHECK_THAT(out.str(), Catch::Matchers::EndsWith("(no conversions)\n"));
}

TEST_CASE("the summary is JSON for programs, amounts as texts") {
    const auto json = console::summary_json(example());
    CHECK(json["read"] == 1'234'567);
    CHECK(json["conversions"] == 8);
    CHECK(json["currencies"][0]["currency"].is_null());
    const auto& euro = json["currencies"][1];
    CHECK(euro["currency"] == "EUR");
    CHECK(euro["channels"][0].dump() ==
          R"({"channel":"Paid Search","first_click":{"conversions":3,"revenue":"2500.00"},)"
          R"("last_click":{"conversions":0,"revenue":"0.00"}})");
    CHECK(euro["channels"][3]["channel"].is_null());
    CHECK(euro["total"]["last_click"]["revenue"] == "9510.00");
}

TEST_CASE("sums have more than 64 bits") {
    engine_summary summary;
    daily_row most = row("first_click", "EUR", "Email", 1, 0);
    most.revenue = money{std::numeric_limits<std::int64_t>::max()};
    summary.daily = {most, most};
    std::ostringstream out;
    console::print_summary(out, summary);
    CHECK_THAT(out.str(), Catch::Matchers::Contains(" 18,446,744,073,709.551614 "));
    CHECK_THAT(out.str(), Catch::Matchers::Contains(" -18,446,744,073,709.551614\n"));
    const auto json = console::summary_json(summary);
    CHECK(json["currencies"][0]["total"]["first_click"]["revenue"] == "18446744073709.551614");
}

TEST_CASE("a report holds why rows were rejected and which names there are, if any") {
    console::findings found;
    std::ostringstream plain;
    console::report(plain, example(), found, false);
    std::ostringstream summary;
    console::print_summary(summary, example());
    CHECK(plain.str() == summary.str());
    found.rejects.add({"a.csv", 3, reject_reason::bad_value, "give digits", ""});
    found.names = {{"purchase"}, {{"page_view", 2}}};
    std::ostringstream text;
    console::report(text, example(), found, false);
    CHECK_THAT(text.str(), Catch::Matchers::StartsWith(summary.str()) &&
                               Catch::Matchers::Contains("\n\nRejected rows\n  bad_value: 1, ") &&
                               Catch::Matchers::Contains("\n\nNo event converts"));
    std::ostringstream json;
    console::report(json, example(), found, true);
    const auto read = nlohmann::json::parse(json.str());
    CHECK(read.at("reject_reasons").at(0).at("line") == 3);
    CHECK(read.at("event_names").at(0).at("rows") == 2);
    CHECK(read.at("read") == 1'234'567);
}

TEST_CASE("a channel or currency of a sender cannot command a terminal") {
    engine_summary summary;
    summary.daily = {row("first_click", "E\x1B[1m", "C\nD", 1, 1)};
    std::ostringstream out;
    console::print_channels(out, summary.daily);
    CHECK_THAT(out.str(),
               Catch::Matchers::Contains("revenue E?[1m") && Catch::Matchers::Contains("\nC?D "));
    CHECK(out.str().find('\x1B') == std::string::npos);
}

TEST_CASE("any two models are compared; those that split credit show fractions") {
    engine_summary summary;
    summary.daily = {row("first_click", "EUR", "Email", 1, 9), row("linear", "EUR", "Email", 0, 3),
                     row("linear", "EUR", "Direct", 0, 6), row("decay_3d", "EUR", "Direct", 1, 9)};
    summary.daily[1].conversions = money{333'334};
    summary.daily[2].conversions = money{666'666};
    std::ostringstream out;
    console::print_channels(out, summary.daily, {"linear", "decay_3d"});
    CHECK(out.str() == R"(linear against decay_3d per channel

                            conversions                     revenue EUR
channel    linear  decay_3d  difference    linear  decay_3d  difference
-----------------------------------------------------------------------
Direct   0.666666         1   +0.333334      6.00      9.00       +3.00
Email    0.333334         0   -0.333334      3.00      0.00       -3.00
-----------------------------------------------------------------------
total           1         1           0      9.00      9.00        0.00
)");
    const auto json = console::summary_json(summary, {"linear", "first_click"});
    CHECK(json["currencies"][0]["channels"][1].dump() ==
          R"({"channel":"Email","linear":{"conversions":0.333334,"revenue":"3.00"},)"
          R"("first_click":{"conversions":1,"revenue":"9.00"}})");
}
