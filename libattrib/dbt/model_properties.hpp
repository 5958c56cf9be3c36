/// @file
/// What the .yml files of a dbt project say about models, seeds and sources, as far as we use it.
#pragma once

#include <libattrib/core/error.hpp>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// One of dbt's four generic tests on a column, or the project's own on rows: unique_together.
struct column_test {
    enum class kind { not_null, unique, accepted_values, relationships, unique_together };

    kind what = kind::not_null;
    std::string model;                   ///< or seed
    std::string column;                  ///< empty: unique_together
    std::vector<std::string> values{};   ///< accepted_values
    std::string to{};                    ///< relationships: the other model
    std::string field{};                 ///< relationships: its column
    std::vector<std::string> columns{};  ///< unique_together: columns or expressions
};

/// As dbt names it, e.g. `not_null_int_sessions_session_id`.
[[nodiscard]] std::string name_of(const column_test& test);

struct project_properties {
    std::map<std::string, std::string> descriptions;                    ///< by model or seed
    std::map<std::string, std::map<std::string, std::string>> columns;  ///< described, by model
    std::vector<column_test> tests;                                     ///< in the files' order
    std::set<std::string> sources;  ///< names of groups of tables that are loaded
};

/// Adds what the file says. Errors: bad_model with file and line for what is no YAML, no such
/// property or no such test.
[[nodiscard]] result<void> read_properties(const std::string& file, std::string_view text,
                                           project_properties& out);

}  // namespace attrib
