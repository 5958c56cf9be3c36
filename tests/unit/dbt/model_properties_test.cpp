#include <libattrib/dbt/model_properties.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

std::string problem(std::string_view text) {
    project_properties out;
    const auto read = read_properties("models/m.yml", text, out);
    return read ? std::string{} : read.error().message;
}

}  // namespace

TEST_CASE("descriptions, tests and schemas are read") {
    project_properties out;
    REQUIRE(read_properties("m.yml", R"(version: 2
models:
  - name: m
    description: One row a thing.
    columns:
      - name: a
        description: The thing.
        data_tests:
          - not_null
          - unique
          - accepted_values:
              arguments:
                values: [x, 1]
          - relationships:
              arguments:
                to: ref('other')
                field: b
    data_tests:
      - unique_together:
          arguments:
            columns: [a, lower(b)]
seeds:
  - name: s
    description: One row a seed.
sources:
  - name: raw
    schema: public
)",
                            out));
    CHECK(out.descriptions.at("m") == "One row a thing.");
    CHECK(out.descriptions.at("s") == "One row a seed.");
    CHECK(out.columns.at("m").at("a") == "The thing.");
    CHECK(out.sources == std::set<std::string>{"raw"});
    REQUIRE(out.tests.size() == 5);
    CHECK(name_of(out.tests[0]) == "unique_together_m");
    CHECK(out.tests[0].columns == std::vector<std::string>{"a", "lower(b)"});
    CHECK(name_of(out.tests[1]) == "not_null_m_a");
    CHECK(out.tests[2].what == column_test::kind::unique);
    CHECK(out.tests[3].values == std::vector<std::string>{"x", "1"});
    CHECK(out.tests[4].to == "other");
    CHECK(out.tests[4].field == "b");
}

TEST_CASE("what we do not know is an error with its line") {
    CHECK(problem("version: 2\nmacros: []\n").starts_with("models/m.yml:2: there is no property"));
    CHECK(problem("models:\n  - description: x\n").starts_with("models/m.yml:"));
    CHECK(problem("models:\n  - name: m\n    description: x\n    columns:\n      - name: a\n"
                  "        data_tests:\n          - not_nil\n")
              .starts_with("models/m.yml:7: there is no test 'not_nil'"));
    CHECK(problem("models:\n  - name: m\n    description: x\n    columns:\n      - name: a\n"
                  "        data_tests:\n          - relationships:\n              arguments:\n"
                  "                to: m\n                field: b\n")
              .starts_with("models/m.yml:9: to must be ref"));
    CHECK(problem("models:\n  - name: m\n    description: x\n    columns:\n      - name: a\n"
                  "        data_tests:\n          - accepted_values:\n              values: [x]\n")
              .find("arguments: values must be a list") != std::string::npos);
    CHECK(problem("models:\n  - name: m\n    description: x\n    data_tests:\n      - unique\n")
              .starts_with("models/m.yml:5: unique is a test of a column"));
    CHECK(problem("a: b: c\n").starts_with("models/m.yml:1: "));
    CHECK(problem("models: [\n").starts_with("models/m.yml:"));
}

}  // namespace attrib
