/// @file
/// A dbt project as we run it: models, macros, seeds, singular tests and what the .yml files say of
/// them.
#pragma once

#include <libattrib/core/embedded_file.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/dbt/model_properties.hpp>
#include <libattrib/dbt/model_template.hpp>
#include <span>
#include <string>
#include <vector>

namespace attrib {

struct seed_file {
    std::string name;  ///< file name without .csv
    std::string_view csv;
};

struct sql_project {
    std::vector<model_template> models;
    std::vector<model_template> tests;  ///< singular: a query of the rows that are wrong
    std::vector<seed_file> seeds;
    macro_map macros;
    project_properties properties;
    std::string digest;  ///< of all files, to know the project again
};

/// Sorts the files, named as in `models/`, by what they are: tests/*.sql, macros, other *.sql,
/// *.csv and *.yml. Errors: bad_model with file and line.
[[nodiscard]] result<sql_project> read_project(std::span<const embedded_file> files);

/// The project that comes with the library.
[[nodiscard]] const sql_project& default_project();

}  // namespace attrib
