// What the Markov models credit, through the reports that ask them.
#include <libattrib/report/markov_answer.hpp>
#include <tests/support/journeys_by_hand.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

report_filter asked(std::vector<std::string> models) {
    report_filter filter = days("2025-03-01", "2025-03-02");
    filter.models = std::move(models);
    return filter;
}

std::string conversions_of(const json& answer, const char* model, const char* channel) {
    return row_of(answer.at("data"), {{"model", model}, {"channel", channel}})
        .at("conversions")
        .get<std::string>();
}

}  // namespace

TEST_CASE("the worked example's conversions are shared as worked out by hand") {
    const temporary_database database;
    fill(database, markov_example().csv());
    connection on = database.connect();
    const json answer =
        channels_report(on, asked({"markov", "last_click", "markov_channel", "linear"}));
    check_schema("channels", answer);
    CHECK(conversions_of(answer, "markov_channel", "Paid Search") == "2.5");
    CHECK(conversions_of(answer, "markov_channel", "Direct") == "2.25");
    CHECK(conversions_of(answer, "markov_channel", "Display") == "0.9375");
    CHECK(conversions_of(answer, "markov_channel", "Email") == "0.3125");
    // 2 of 8/11, 1 and 40/81; 2 and 36/81; 2 of 3/11; 5/81.
    CHECK(conversions_of(answer, "markov", "Paid Search") == "2.948373");
    CHECK(conversions_of(answer, "markov", "Direct") == "2.444445");
    CHECK(conversions_of(answer, "markov", "Display") == "0.545454");
    CHECK(conversions_of(answer, "markov", "Email") == "0.061728");
    CHECK(conversions_of(answer, "last_click", "Paid Search") == "3");
    for (const char* const model : {"markov", "last_click", "markov_channel", "linear"}) {
        CHECK(total_of(answer, model).at("conversions") == "6");
        CHECK(total_of(answer, model).at("revenue") == "60.00");
    }
}

TEST_CASE("every report that answers by model answers by markov, and adds up") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    report_filter filter = days("2025-03-01", "2025-03-16");
    filter.models = {"markov", "linear"};
    for (const dimension by :
         {dimension::channel, dimension::source, dimension::campaign, dimension::landing_page,
          dimension::country, dimension::conversion_name, dimension::day, dimension::month}) {
        filter.by = by;
        const json answer = breakdown_report(on, filter);
        for (const std::string& model : filter.models) {
            money_sum conversions;
            for (const json& row : answer.at("data"))
                if (row.at("model") == model) conversions += amount_of(row.at("conversions"));
            CHECK(conversions == units(2));
        }
    }
    filter.by.reset();
    check_schema("totals", totals_report(on, filter));
    check_schema("timeseries", timeseries_report(on, filter));
    check_schema("campaigns", campaigns_report(on, filter));
}

TEST_CASE("a conversion of the worked example is credited by the chain of its journeys") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    report_filter filter = days("2025-03-01", "2025-03-16");
    filter.models = {"markov"};
    const json page = conversions_report(on, filter);
    check_schema("conversions", page);
    const json why = journey_report(on, "d", std::nullopt, filter);
    check_schema("journey", why);
    // Email is on one of two journeys, Paid Search and Direct are on both.
    const auto credits_of = [](const json& conversion) {
        std::vector<std::string> credits;
        for (const json& credit : conversion.at("credits")) credits.push_back(credit.at("credit"));
        return credits;
    };
    CHECK(credits_of(row_of(page.at("data"), {{"conversion_id", "d"}})) ==
          std::vector<std::string>{"0.2", "0.4", "0.4"});
    std::vector<std::string> explained;
    for (const json& touchpoint : why.at("touchpoints"))
        explained.push_back(touchpoint.at("credits").at(0).at("credit"));
    CHECK(explained == std::vector<std::string>{"0.2", "0.4", "0.4"});
}

TEST_CASE("what a chain cannot answer is refused with what may be asked") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    report_filter filter = days("2025-03-01", "2025-03-16");
    filter.models = {"markov_channel"};
    CHECK_THROWS_WITH(timeseries_report(on, filter), Catch::Contains("ask by channel or campaign"));
    CHECK_THROWS_WITH(conversions_report(on, filter), Catch::Contains("ask for markov"));
    CHECK_THROWS_WITH(journey_report(on, "d", std::nullopt, filter),
                      Catch::Contains("ask for markov"));
    report_filter of_channel = filter;
    touch_filter(of_channel, touch_column::channel) = "Email";
    CHECK_THROWS_WITH(channels_report(on, of_channel), Catch::Contains("without filters"));
    filter.models = {"markov"};
    filter.lookback_days = 7;
    CHECK_THROWS_WITH(channels_report(on, filter), Catch::Contains("`lookback_days` cannot"));
    filter.lookback_days.reset();
    filter.skips_direct = true;
    CHECK_THROWS_WITH(channels_report(on, filter), Catch::Contains("`direct` cannot"));
}

TEST_CASE("the report of a chain says what its journeys did") {
    const temporary_database database;
    fill(database, markov_example().csv());
    connection on = database.connect();
    const json answer = markov_report(on, days("2025-03-01", "2025-03-02"));
    check_schema("markov", answer);
    CHECK(answer.at("journeys") ==
          json({{"all", 20}, {"converted", 6}, {"ended", 14}, {"open", 14}}));
    CHECK(answer.at("conversion_chance").get<double>() == Approx(0.3).epsilon(1e-12));
    const json search = row_of(answer.at("data"), {{"channel", "Paid Search"}});
    CHECK(search.at("removal_effect") == "0.555555555556");
    CHECK(search.at("conversion_chance").get<double>() == Approx(5.0 / 12).epsilon(1e-12));
    CHECK(row_of(answer.at("transitions"), {{"from", "Display"}, {"kind", "step"}})
              .at("probability")
              .get<double>() == Approx(3.0 / 7).epsilon(1e-12));
    report_filter other = days("2025-03-01", "2025-03-02");
    other.only.conversion_name = "sign_up";
    CHECK_THROWS_WITH(markov_report(on, other), Catch::Contains("there are: purchase"));
    other.only.conversion_name.reset();
    other.by = dimension::country;
    CHECK_THROWS_WITH(markov_report(on, other), Catch::Contains("channel, campaign"));
}

}  // namespace attrib::test
