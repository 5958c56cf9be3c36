/// @file
/// Files of paths to what channels earn.
#pragma once

#include <apps/attribute/options.hpp>
#include <apps/console/row_report.hpp>
#include <libattrib/attribution/path_attribution.hpp>
#include <libattrib/io/reject_tally.hpp>
#include <libattrib/io/row_parser.hpp>
#include <string>
#include <vector>

namespace attrib {

/// What came of it.
struct path_outcome {
    path_report report;
    unsigned order = 1;
    row_counts counts;
    reject_tally rejects;
    console::acceptance_check accepted{"a path"};
};

/// Reads all files, drawing how far it has come, and writes `path_credit.csv`, `path_effects.csv`
/// and rejects where the options say; all of them or, when something goes wrong, none. Where
/// nothing of a file was accepted, only the rejects are written. Throws failure, and when the user
/// interrupts.
[[nodiscard]] path_outcome attribute_path_files(const attribute_options& options,
                                                const std::vector<std::string>& paths);

}  // namespace attrib
