/// @file
/// What attrib-load says of the files it loaded.
#pragma once

#include <chrono>
#include <libattrib/ingest/loader.hpp>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

namespace attrib {

/// What became of a file, as an object.
[[nodiscard]] nlohmann::ordered_json json_of(const std::string& path, const load_summary& loaded);

/// The same as text: a line of counts, and why rows were rejected.
void print_loaded(std::ostream& out, const std::string& path, const load_summary& loaded);

/// How long all files took, and what to run next.
void print_end(std::ostream& out, const row_counts& added, std::chrono::duration<double> took);

}  // namespace attrib
