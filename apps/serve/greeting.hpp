/// @file
/// What attrib-serve tells whoever started it on a terminal.
#pragma once

#include <libattrib/report/stored_counts.hpp>
#include <string>
#include <vector>

namespace attrib {

/// What a server at `address` found in its database, and what to do next where that is nothing: a
/// sentence a line. `refreshes` as --refresh has it.
[[nodiscard]] std::vector<std::string> greeting(const std::string& address,
                                                const stored_counts& found, bool refreshes);

/// Whether standard error is a terminal.
[[nodiscard]] bool has_reader();

}  // namespace attrib
