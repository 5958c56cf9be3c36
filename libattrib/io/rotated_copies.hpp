/// @file
/// What log rotation makes of a file that is followed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <libattrib/io/content_mark.hpp>
#include <string>
#include <vector>

namespace attrib {

struct rotated_copy {
    std::string path;
    std::uint64_t inode = 0;
    std::filesystem::file_time_type written;
    bool is_numbered = false;  ///< named as rotation does: by a number or a date
};

/// Regular files beside `path` whose names begin as its own does, oldest first: `a.csv.1`,
/// `a.csv-20250301.gz`, `a-2025-03-01.csv`, but also `a.csv.bak`.
[[nodiscard]] std::vector<rotated_copy> rotated_copies(const std::string& path);

/// Whether a file's (decompressed) text is so long and the bytes before that position are those of
/// the mark. False, too, for what cannot be read.
[[nodiscard]] bool holds(const std::string& path, std::uint64_t position, const content_mark& mark);

}  // namespace attrib
