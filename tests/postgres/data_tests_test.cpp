#include <libattrib/core/embedded_file.hpp>
#include <libattrib/sql_models/build_models.hpp>
#include <libattrib/sql_models/data_tests.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

const std::vector<embedded_file> files{
    {"marts/m.sql", "select 1 as a, 2 as b"},
    {"marts/p.sql", "select 1 as k"},
    {"tests/no_more_than_three.sql", "select * from {{ ref('m') }} where a > 3"},
    {"marts/m.yml", R"(models:
  - name: m
    description: One row a test.
    columns:
      - name: a
        data_tests:
          - unique
          - not_null
          - accepted_values:
              arguments:
                values: [1, 2, 3]
          - relationships:
              arguments:
                to: ref('p')
                field: k
      - name: b
        data_tests:
          - not_null
)"}};

std::string outcomes(connection& on, const std::set<std::string>& selected) {
    const sql_project project = read_project(files).value();
    build_plan plan;
    plan.in_place = true;
    const auto tests = data_tests(project, settings_of(project, plan), selected).value();
    std::string all;
    std::uint64_t failed = 0;
    const std::uint64_t said = run_data_tests(on, tests, [&](const test_outcome& test) {
        all += test.name + " " + std::to_string(test.failing) + "\n";
        if (test.failing == 0) return;
        ++failed;
        // The query that is shown gives the rows that were counted.
        CHECK(on.run(test.sql).rows() == test.failing);
    });
    CHECK(said == failed);
    return all;
}

}  // namespace

TEST_CASE("each test counts the rows that are wrong") {
    const temporary_database database;
    connection on = database.connect();
    on.run("create table m (a int, b int); create table p (k int); insert into p values (1)");
    on.run("insert into m values (1, 1)");
    CHECK(outcomes(on, {"m", "p"}) ==
          "unique_m_a 0\nrelationships_m_a 0\nnot_null_m_a 0\naccepted_values_m_a 0\n"
          "not_null_m_b 0\nno_more_than_three 0\n");
    on.run("insert into m values (1, 1), (null, null), (2, null), (7, 1)");
    CHECK(outcomes(on, {"m", "p"}) ==
          "unique_m_a 1\nrelationships_m_a 2\nnot_null_m_a 1\naccepted_values_m_a 1\n"
          "not_null_m_b 2\nno_more_than_three 1\n");
}

TEST_CASE("tests that read what was not selected are left out") {
    const temporary_database database;
    connection on = database.connect();
    on.run("create table m (a int, b int)");
    CHECK(outcomes(on, {"m"}) ==
          "unique_m_a 0\nnot_null_m_a 0\naccepted_values_m_a 0\nnot_null_m_b 0\n"
          "no_more_than_three 0\n");
}

}  // namespace attrib::test
