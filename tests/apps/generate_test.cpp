// attrib-generate as users run it.
#include <sstream>
#include <tests/catch.hpp>
#include <tests/support/run_program.hpp>

namespace attrib::test {

using Catch::Matchers::Contains;

TEST_CASE("the same options give the same bytes, to a file and to standard output") {
    const temporary_directory folder;
    const std::string options = "--events 3000 --seed 9 --broken 0.1 ";
    const auto one = run_program("attrib-generate", options + "--threads 1");
    REQUIRE(one.status == 0);
    CHECK(one.err == "");
    CHECK(run_program("attrib-generate", options + "--threads 5").out == one.out);
    CHECK(run_program("attrib-generate", options + "--output " + folder.file("e.csv")).status == 0);
    CHECK(contents_of(folder.file("e.csv")) == one.out);
    CHECK(run_program("attrib-generate", "--events 3000 --seed 8 --broken 0.1").out != one.out);
    CHECK(run_program("attrib-generate", "--events 0").out.starts_with("event_id,"));
}

TEST_CASE("attrib-attribute finds the truth that attrib-generate wrote") {
    const temporary_directory folder;
    REQUIRE(run_program("attrib-generate",
                        "--events 20000 --seed 3 --users 700 --days 40 --start 2024-02-20 "
                        "--duplicates 0.2 --late 0.3 --broken 0.05 --truth " +
                            folder.file("truth") + " --output " + folder.file("e.csv"))
                .status == 0);
    const std::string tables =
        "int_sessions,int_conversions,int_touchpoints,mart_attribution,mart_first_click,"
        "mart_last_click,mart_channel_daily";
    const auto run = run_program(
        "attrib-attribute", "--output " + folder.file("out") + " --tables " + tables +
                                " --rejects " + folder.file("r.csv") + " " + folder.file("e.csv"));
    REQUIRE(run.status == 0);
    CHECK_THAT(run.out, Contains("events       20,000") && Contains("users           700"));
    std::istringstream names(tables);
    for (std::string table; std::getline(names, table, ',');) {
        CAPTURE(table);
        const bool is_equal = contents_of(folder.file("truth/" + table + ".csv")) ==
                              contents_of(folder.file("out/" + table + ".csv"));
        CHECK(is_equal);
    }
}

TEST_CASE("wrong scenarios are usage errors") {
    for (const char* const wrong :
         {"", "--events -1", "--events x", "--events 10 --users 11", "--events 10 --late 2",
          "--events 10 --start yesterday", "--events 10 --days 0", "--events 10 more"}) {
        const auto run = run_program("attrib-generate", wrong);
        INFO(wrong);
        CHECK(run.status == 2);
        CHECK_THAT(run.err, Contains("attrib-generate: error: ") && Contains("--help"));
    }
    CHECK(run_program("attrib-generate", "--events 10 --output /no/such/folder/e.csv").status == 1);
}

TEST_CASE("a disk that is full is an error") {
    const auto run = run_program("attrib-generate", "--events 100000 --output /dev/full");
    CHECK(run.status == 1);
    CHECK_THAT(run.err, Contains("/dev/full"));
}

}  // namespace attrib::test
