/// @file
/// A file of the source tree that was compiled into the library (see cmake/embed.cmake).
#pragma once

#include <string_view>

namespace attrib {

struct embedded_file {
    std::string_view name;  ///< file name without folder, or path from a folder, with `/`
    std::string_view text;
};

}  // namespace attrib
