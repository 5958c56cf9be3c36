/// @file
/// Files of events to tables, as often as it takes.
#pragma once

#include <apps/attribute/options.hpp>
#include <libattrib/engine/engine.hpp>
#include <string>
#include <vector>

namespace attrib {

/// Reads all files, drawing how far it has come, and writes tables and rejects where the options
/// say; all of them or, when something goes wrong, none. Throws what the reader, the engine and the
/// sink throw, and when the user interrupts.
engine_summary attribute_files(const attribute_options& options,
                               const std::vector<std::string>& paths);

}  // namespace attrib
