/// @file
/// Files of events to tables, as often as it takes.
#pragma once

#include <apps/attribute/options.hpp>
#include <apps/console/row_report.hpp>
#include <apps/console/summary.hpp>
#include <libattrib/engine/engine.hpp>
#include <string>
#include <vector>

namespace attrib {

/// What came of it.
struct attribution_outcome {
    engine_summary summary;
    console::findings found;
    std::vector<std::string> warnings;  ///< of columns that look wrong
    console::acceptance_check accepted;
    console::compared_models compared;  ///< what the summary shows
};

/// Reads all files, drawing how far it has come, and writes tables and rejects where the options
/// say; all of them or, when something goes wrong, none. Where nothing of a file was accepted, only
/// the rejects are written. Throws what the reader, the engine and the sink throw, and when the
/// user interrupts.
attribution_outcome attribute_files(const attribute_options& options,
                                    const std::vector<std::string>& paths);

}  // namespace attrib
