/// @file
/// The tests of a dbt project: queries of the rows that are wrong.
#pragma once

#include <cstdint>
#include <functional>
#include <libattrib/dbt/sql_project.hpp>
#include <libattrib/postgres/connection.hpp>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace attrib {

struct data_test {
    std::string name;
    std::vector<std::string> refs;  ///< models and seeds it reads
    std::string sql;                ///< the wrong rows
    /// For a test of single rows: the table and what is wrong; such tests of one table run in one
    /// scan.
    std::string relation{};
    std::string condition{};
};

struct test_outcome {
    std::string name;
    std::uint64_t failing = 0;  ///< wrong rows
    std::string sql;            ///< to see them
};

using test_handler = std::function<void(const test_outcome&)>;

/// Tests that read no model but those of `selected`; generic ones first, in the order of the .yml
/// files. Errors: as render_model.
[[nodiscard]] result<std::vector<data_test>> data_tests(const sql_project& project,
                                                        const template_settings& settings,
                                                        const std::set<std::string>& selected);

/// Runs them; tells of each. Returns how many failed. Throws what connection throws.
std::uint64_t run_data_tests(connection& on, std::span<const data_test> tests,
                             const test_handler& on_tested = {});

}  // namespace attrib
