// The programs on rows at the limits of every column at once.
#include <algorithm>
#include <map>
#include <tests/catch.hpp>
#include <tests/support/csv_table.hpp>
#include <tests/support/largest_events.hpp>
#include <tests/support/run_program.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

std::string shell_word(const std::string& text) {
    std::string word = "'";
    for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "' ";
}

program_run run(const std::string& program, const std::string& arguments,
                const largest_events& largest) {
    std::string words = arguments;
    for (const std::string& word : largest.flags()) words += " " + shell_word(word);
    program_run done = run_program(program, words);
    INFO(program << " " << arguments << "\n" << done.err.substr(0, 1000));
    CHECK(done.status == 0);
    return done;
}

// Revenue of each day and model, summed over the rest, as the files say.
std::map<std::string, money_sum> revenue_of(const csv_table& daily) {
    std::map<std::string, money_sum> sums;
    for (const auto& row : daily) {
        money_sum revenue;
        REQUIRE(parse_money(row.at("revenue"), revenue) == money_parse::ok);
        sums[row.at("conversion_date") + " " + row.at("model")] += revenue;
    }
    return sums;
}

}  // namespace

TEST_CASE("files and database, both engines, agree on the largest values") {
    const temporary_directory folder;
    const largest_events largest;
    const std::string file = folder.write("events.csv", largest.csv());
    const std::string rows = std::to_string(largest.events().size());
    run("attrib-attribute",
        file +
            " --tables "
            "stg_ga4_events,int_sessions,mart_first_click,mart_last_click,mart_channel_daily "
            "--output " +
            folder.file("out"),
        largest);
    const csv_table daily = read_table(folder.file("out/mart_channel_daily.csv"));
    const auto revenue = revenue_of(daily);
    // Two users with six conversions each: 12 times the largest amount.
    CHECK(to_string(revenue.at("2025-03-01 last_click")) == "110680464442257.309684");
    CHECK(to_string(revenue.at("2025-03-03 first_click")) == "-73786976294838.206464");
    CHECK(to_string(revenue.at("1990-01-01 first_click")) == "36893488147419.103228");
    CHECK(to_string(revenue.at("2099-12-31 last_click")) == "-36893488147419.103232");

    const temporary_database database;
    const std::string on = at(database);
    CHECK_THAT(run_program("attrib-load", on + file).out, Contains("accepted " + rows));
    CHECK_THAT(run("attrib-model", on + "build --engine sql", largest).out,
               Contains("125 of 125 tests passed"));
    CHECK_THAT(run("attrib-model", on + "verify", largest).out, Contains("equal, row by row"));
    run("attrib-model", on, largest);
    CHECK_THAT(run("attrib-model", on + "verify", largest).out, Contains("equal, row by row"));
    for (const auto& [key, sum] : revenue)
        CHECK(database.value("select sum(revenue) = " + to_string(sum) +
                             " from mart_channel_daily where conversion_date || ' ' || model = '" +
                             key + "'") == "t");

    const temporary_database streamed;
    CHECK(run_program("attrib-stream", at(streamed) + file).status == 0);
    // Of live events those of the last moment lie in the future.
    const auto future = std::ranges::count(largest.events(), at("2099-12-31T23:59:59.999999Z"),
                                           &event::event_timestamp);
    CHECK(streamed.value("select count(*) from ga4_events_raw") ==
          std::to_string(static_cast<std::ptrdiff_t>(largest.events().size()) - future));
    CHECK(streamed.value("select count(*) from ga4_events_rejected where reason = "
                         "'timestamp_future'") == std::to_string(future));
}

TEST_CASE("a source has a place in the ledger, however long its name or its renames are") {
    const temporary_directory folder;
    const temporary_database database;
    const std::string csv =
        "user_pseudo_id,event_timestamp,event_name\nu,2025-03-01T10:00:00Z,visit\n";
    const std::string named =
        at(database) + "- --source " + shell_word(random_text(alphabet::letters, 8'000, 1));
    for (int round = 0; round < 2; ++round)
        CHECK(run_program("attrib-stream", named, csv).status == 0);
    CHECK(database.value("select count(*) from ga4_events_raw") == "1");
    std::string renames;
    std::string header = "user_pseudo_id,event_timestamp,event_name";
    for (int i = 0; i < 500; ++i) {
        renames += " --map column" + std::to_string(i) + "=";
        header += ",column" + std::to_string(i);
    }
    const std::string wide = folder.write(
        "wide.csv", header + "\nu,2025-03-01T10:00:00Z,visit" + std::string(500, ',') + "\n");
    CHECK(run_program("attrib-load", at(database) + wide + renames).status == 0);
    CHECK(database.value("select count(*) from ga4_events_raw") == "2");
}

}  // namespace attrib::test
