// The examples print what they promise.
#include <tests/catch.hpp>
#include <tests/support/run_program.hpp>

namespace attrib::test {

using Catch::Matchers::Contains;

constexpr const char* worked_example = "tests/data/worked_example.csv";

TEST_CASE("example: sessions of events built in code") {
    const auto run = run_program("sessionize", "");
    CHECK(run.status == 0);
    CHECK(run.out ==
          "2025-03-01T10:00:00.000000Z to 2025-03-01T10:30:00.000000Z: 2 event(s)\n"
          "2025-03-01T11:00:00.000001Z to 2025-03-01T11:00:00.000001Z: 1 event(s)\n");
}

TEST_CASE("example: CSV to first and last click") {
    const temporary_directory folder;
    const auto run =
        run_program("first_and_last_click", std::string(worked_example) + " " + folder.path());
    CHECK(run.status == 0);
    CHECK_THAT(run.out, Contains("2 conversions of 1 users") &&
                            Contains("first_click 2025-03-15 Email 1.00 20.00 EUR"));
    CHECK_THAT(contents_of(folder.file("mart_last_click.csv")), Contains("d,ann,"));
    CHECK(run_program("first_and_last_click", "none.csv " + folder.path()).status == 1);
}

TEST_CASE("example: a file into Postgres") {
    const temporary_directory folder;
    const std::string arguments = std::string(worked_example) + " " + folder.file("data");
    CHECK(run_program("load_into_postgres", arguments).out ==
          "6 rows added, 0 were there\nDirect 2\n");
    CHECK(run_program("load_into_postgres", arguments).out ==
          "0 rows added, 6 were there\nDirect 2\n");
}

}  // namespace attrib::test
