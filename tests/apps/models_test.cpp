// Models as users of attrib-attribute choose and define them.
#include <nlohmann/json.hpp>
#include <tests/catch.hpp>
#include <tests/support/csv_table.hpp>
#include <tests/support/run_program.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

constexpr const char* worked_file = "tests/data/worked_example.csv ";
constexpr const char* late_file = "tests/data/worked_example_late.csv ";

program_run attribute_tables(const temporary_directory& folder, const std::string& tables,
                             const std::string& arguments, const std::string& input = {}) {
    return run_program("attrib-attribute",
                       "--output " + folder.path() + " --tables " + tables + " " + arguments,
                       input);
}

// `channel credit revenue` of every row of a model and conversion, in order.
std::vector<std::string> shares_in(const csv_table& table, const std::string& model,
                                   const std::string& conversion) {
    std::vector<std::string> shares;
    for (const auto& row : table)
        if (row.at("model") == model && row.at("conversion_id") == conversion)
            shares.push_back(row.at("channel") + " " + row.at("credit") + " " + row.at("revenue"));
    return shares;
}

const std::string own_models = R"([
  {"name": "decay_skip", "rule": "time_decay", "direct": "skip"},
  {"name": "linear_1d", "rule": "linear", "lookback_days": 1}])";

}  // namespace

TEST_CASE("the worked example by all models and two of the user's own") {
    const temporary_directory folder;
    const std::string models = "--models " + folder.write("m.json", own_models) + " ";
    REQUIRE(attribute_tables(folder, "mart_attribution", models + worked_file).status == 0);
    const csv_table table = read_table(folder.file("mart_attribution.csv"));
    using rows = std::vector<std::string>;
    CHECK(shares_in(table, "linear", "d") == rows{"Email 0.333334 6.666667",
                                                  "Paid Search 0.333333 6.666667",
                                                  "Direct 0.333333 6.666666"});
    CHECK(shares_in(table, "shapley", "d") == shares_in(table, "linear", "d"));
    CHECK(shares_in(table, "position_based", "d") == rows{"Email 0.400000 8.000000",
                                                          "Paid Search 0.200000 4.000000",
                                                          "Direct 0.400000 8.000000"});
    CHECK(shares_in(table, "time_decay", "d") == rows{"Email 0.166552 3.331038",
                                                      "Paid Search 0.167240 3.344810",
                                                      "Direct 0.666208 13.324152"});
    CHECK(shares_in(table, "time_decay", "e") ==
          rows{"Paid Search 0.200661 1.003305", "Direct 0.799339 3.996695"});
    CHECK(shares_in(table, "decay_skip", "d") ==
          rows{"Email 0.498969 9.979371", "Paid Search 0.501031 10.020629"});
    CHECK(shares_in(table, "linear_1d", "d") == rows{"Direct 1.000000 20.000000"});
    CHECK(shares_in(table, "last_paid", "d") == rows{"Paid Search 1.000000 20.000000"});
    REQUIRE(
        attribute_tables(folder, "mart_attribution", std::string(worked_file) + late_file).status ==
        0);
    const csv_table late = read_table(folder.file("mart_attribution.csv"));
    CHECK(shares_in(late, "time_decay", "d") ==
          rows{"Email 0.200000 4.000000", "Direct 0.800000 16.000000"});
    for (const char* const model : {"first_click", "linear", "last_paid", "shapley"})
        CHECK(shares_in(late, model, "e") == rows{"Direct 1.000000 5.000000"});
}

TEST_CASE("models are chosen, and any two compared") {
    const temporary_directory folder;
    const auto run = attribute_tables(folder, "mart_channel_daily",
                                      "--model linear --model last_paid --json "
                                      "--compare last_paid,linear " +
                                          std::string(worked_file));
    REQUIRE(run.status == 0);
    const auto total = nlohmann::json::parse(run.out).at("currencies").at(0).at("total");
    CHECK(total.at("last_paid").at("conversions") == 2);
    CHECK(total.at("linear").at("revenue") == "25.00");
    for (const auto& row : read_table(folder.file("mart_channel_daily.csv")))
        CHECK((row.at("model") == "linear" || row.at("model") == "last_paid"));
}

TEST_CASE("the journey window decides what int_touchpoints holds, no model does") {
    const temporary_directory folder;
    REQUIRE(attribute_tables(folder, "int_touchpoints,int_conversions",
                             "--model last_click --journey-days 14 " + std::string(worked_file))
                .status == 0);
    const csv_table touchpoints = read_table(folder.file("int_touchpoints.csv"));
    REQUIRE(touchpoints.size() == 5);
    CHECK(touchpoints[2].at("touch_no") == "3");
    CHECK(touchpoints[3].at("conversion_id") == "e");
    CHECK(touchpoints[3].at("touch_no") == "1");
    CHECK(read_table(folder.file("int_conversions.csv")).size() == 2);
    REQUIRE(attribute_tables(folder, "int_touchpoints", worked_file).status == 0);
    CHECK(read_table(folder.file("int_touchpoints.csv")).size() == 6);
}

TEST_CASE("a paid click of Google's is known by source and medium, in totals alone too") {
    const std::string rows =
        "event_id,user_pseudo_id,event_timestamp,event_name,page_location,event_value\n"
        "a,u,2025-03-01T10:00:00Z,page_view,https://shop.example/"
        "?utm_source=google&utm_medium=cpc,\n"
        "b,u,2025-03-02T10:00:00Z,page_view,https://shop.example/?utm_source=x&utm_medium=email,\n"
        "c,u,2025-03-03T10:00:00Z,purchase,https://shop.example/,5\n";
    const temporary_directory folder;
    const std::string arguments = "--model google_paid " + folder.write("e.csv", rows);
    for (const char* const tables : {"mart_channel_daily", "mart_channel_daily,int_sessions"}) {
        CAPTURE(tables);
        REQUIRE(attribute_tables(folder, tables, arguments).status == 0);
        const csv_table daily = read_table(folder.file("mart_channel_daily.csv"));
        REQUIRE(daily.size() == 1);
        CHECK(daily[0].at("channel") == "Paid Search");
    }
}

TEST_CASE("models that cannot be are errors of the command line, saying what is allowed") {
    const temporary_directory folder;
    const auto err_of = [&](const std::string& arguments) {
        const auto run = attribute_tables(folder, "mart_attribution", arguments + worked_file);
        CHECK(run.status == 2);
        CHECK_FALSE(std::filesystem::exists(folder.file("mart_attribution.csv")));
        return run.err;
    };
    CHECK_THAT(err_of("--model linaer "), Contains("linaer") && Contains("position_based"));
    CHECK_THAT(err_of("--compare linear "), Contains("--compare takes two models"));
    CHECK_THAT(err_of("--model linear --compare linear,shapley "), Contains("shapley"));
    const std::string wrong = folder.write(
        "m.json", "[{\"name\": \"a\", \"rule\": \"linear\"},\n{\"name\": \"b\", \"rule\": \"x\"}]");
    CHECK_THAT(err_of("--models " + wrong + " "),
               Contains("m.json: line 2: model 2 (b): `x` is not a rule"));
}

}  // namespace attrib::test
