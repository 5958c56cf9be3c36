// The tables of paths as users of attrib-attribute get them.
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <tests/catch.hpp>
#include <tests/support/csv_table.hpp>
#include <tests/support/journeys_by_hand.hpp>
#include <tests/support/run_program.hpp>

namespace attrib::test {
namespace {

constexpr const char* path_tables = "mart_paths,mart_roles,mart_markov";

program_run write_tables(const std::string& folder, const std::string& tables,
                         const std::string& arguments) {
    return run_program("attrib-attribute",
                       "--output " + folder + " --tables " + tables + " " + arguments);
}

// Sums of a column by others, which are joined by points.
std::map<std::string, money_sum> sums_of(const csv_table& table, const std::string& column,
                                         const std::vector<std::string>& by) {
    std::map<std::string, money_sum> sums;
    for (const auto& row : table) {
        std::string key;
        for (const std::string& each : by) key += row.at(each) + ".";
        money_sum amount;
        REQUIRE(is_amount(parse_money(row.at(column), amount)));
        sums[key] += amount;
    }
    std::erase_if(sums, [](const auto& each) { return each.second == money_sum{}; });
    return sums;
}

}  // namespace

TEST_CASE("the worked example's paths and roles, by hand") {
    const temporary_directory folder;
    const auto run = write_tables(folder.path(), path_tables, "tests/data/worked_example.csv");
    REQUIRE(run.status == 0);
    CHECK(contents_of(folder.file("mart_paths.csv")) ==
          "conversion_name,currency,path,length,conversions,revenue,days\n"
          "purchase,EUR,\"{\"\"Email\"\",\"\"Paid Search\"\",\"\"Direct\"\"}\",3,1,20.000000,14\n"
          "purchase,EUR,\"{\"\"Paid Search\"\",\"\"Direct\"\"}\",2,1,5.000000,13\n");
    CHECK(contents_of(folder.file("mart_roles.csv")) ==
          "conversion_name,channel,first,assisted,last,influenced,early,mid,late\n"
          "purchase,Direct,0,0,2,2,0,0,2\n"
          "purchase,Paid Search,1,2,0,2,1,1,0\n"
          "purchase,Email,1,1,0,1,1,0,0\n");
    // All journeys have Paid Search and Direct; one of two that convert has Email.
    CHECK(contents_of(folder.file("mart_markov.csv")) ==
          "conversion_name,dimension,currency,value,removal_effect,conversions,revenue\n"
          "purchase,channel,EUR,Direct,1.000000000000,0.800000,10.000000\n"
          "purchase,channel,EUR,Email,0.500000000000,0.400000,5.000000\n"
          "purchase,channel,EUR,Paid Search,1.000000000000,0.800000,10.000000\n"
          "purchase,campaign,EUR,,1.000000000000,2.000000,25.000000\n");
}

TEST_CASE("the worked example of the Markov model, by hand") {
    const temporary_directory folder;
    const std::string file = folder.write("events.csv", markov_example().csv());
    REQUIRE(write_tables(folder.path(), "mart_markov", file).status == 0);
    CHECK(contents_of(folder.file("mart_markov.csv")) ==
          "conversion_name,dimension,currency,value,removal_effect,conversions,revenue\n"
          "purchase,channel,EUR,Direct,0.500000000000,2.250000,22.500000\n"
          "purchase,channel,EUR,Display,0.208333333333,0.937500,9.375000\n"
          "purchase,channel,EUR,Email,0.069444444444,0.312500,3.125000\n"
          "purchase,channel,EUR,Paid Search,0.555555555556,2.500000,25.000000\n"
          "purchase,campaign,EUR,,1.000000000000,6.000000,60.000000\n");
}

TEST_CASE("tables of paths are the same, however the files are read, and add up") {
    const temporary_directory folder;
    const std::string file = folder.file("events.csv");
    REQUIRE(run_program("attrib-generate", "--events 60000 --seed 3 --output " + file).status == 0);
    const std::string both = "--conversion purchase --conversion sign_up ";
    const std::string all = folder.file("all");
    const auto everything = write_tables(
        all, std::string(path_tables) + ",mart_channel_daily,int_sessions,stg_ga4_events",
        both + file);
    REQUIRE(everything.status == 0);
    REQUIRE(std::system(("gzip -k " + file).c_str()) == 0);
    for (const std::string& options :
         {both + file, both + "--threads 3 --memory 64M " + file, both + file + ".gz"}) {
        CAPTURE(options);
        for (const std::string tables : {"mart_paths,mart_roles", path_tables}) {
            const auto run = write_tables(folder.file("some"), tables, options);
            CHECK(run.err.empty());
            REQUIRE(run.status == 0);
        }
        for (const char* const table : {"/mart_paths.csv", "/mart_roles.csv", "/mart_markov.csv"})
            CHECK(contents_of(folder.file("some") + table) == contents_of(all + table));
    }

    csv_table clicks = read_table(all + "/mart_channel_daily.csv");
    std::erase_if(clicks, [](const auto& row) { return row.at("model") != "last_click"; });
    const csv_table paths = read_table(all + "/mart_paths.csv");
    const std::vector<std::string> by_name{"conversion_name", "currency"};
    for (const char* const column : {"conversions", "revenue"})
        CHECK(sums_of(paths, column, by_name) == sums_of(clicks, column, by_name));

    std::erase_if(clicks, [](const auto& row) { return row.at("channel").empty(); });
    csv_table markov = read_table(all + "/mart_markov.csv");
    const std::size_t rows = markov.size();
    std::erase_if(markov, [](const auto& row) { return row.at("dimension") != "channel"; });
    CHECK(markov.size() < rows);
    for (const char* const column : {"conversions", "revenue"})
        CHECK(sums_of(markov, column, by_name) == sums_of(clicks, column, by_name));
    const csv_table roles = read_table(all + "/mart_roles.csv");
    const std::vector<std::string> by_channel{"conversion_name", "channel"};
    CHECK(roles.size() > 10);
    CHECK(sums_of(roles, "last", by_channel) == sums_of(clicks, "conversions", by_channel));
}

}  // namespace attrib::test
