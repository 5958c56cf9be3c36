/// @file
/// The lines that attrib-serve prints on a terminal once it listens.
#pragma once

#include <libattrib/report/stored_counts.hpp>
#include <string>
#include <vector>

namespace attrib {

/// Lines that say where the pages of a server at `address` are, what its database holds, and how to
/// bring in events where it holds none. `refreshes` and `collects` are --refresh and --collect.
[[nodiscard]] std::vector<std::string> greeting(const std::string& address,
                                                const stored_counts& found, bool refreshes,
                                                bool collects);

/// Whether standard error is a terminal.
[[nodiscard]] bool is_on_terminal();

}  // namespace attrib
