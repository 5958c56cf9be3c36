/// @file
/// A JSON file that says how files are read.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/io/reading_options.hpp>
#include <string>

namespace attrib::console {

/// Reads one object of these keys, any of which may be missing: `map` and `set` (objects of
/// texts), `null` and `own_hosts` (lists of texts), `delimiter`, `time_unit`, `input_timezone`.
/// Errors: those of opening a file; bad_mapping (no JSON, another key, a value that is not what the
/// flag of that name takes). Messages name the file and the key.
[[nodiscard]] result<reading_options> read_mapping_file(const std::string& path);

}  // namespace attrib::console
