/// @file
/// What paths say of channels, as a text for people and as JSON for programs.
#pragma once

#include <apps/attribute/attribute_paths.hpp>
#include <ostream>

namespace attrib {

/// Counts, then conversions by channel and model, values where there are some, removal effects
/// where a chain was solved, and why rows were rejected.
void report_paths(std::ostream& out, const path_outcome& of, bool as_json);

}  // namespace attrib
