/// @file
/// A folder of files, ready to be served.
#pragma once

#include <filesystem>
#include <libattrib/core/error.hpp>
#include <libattrib/http/response.hpp>
#include <string>
#include <string_view>
#include <unordered_map>

namespace attrib {

/// All files of a folder whose endings browsers know, read into memory once: no path of a request
/// ever reaches the file system. Files and folders that begin with a dot, and node_modules, are not
/// served. Immutable.
class static_files {
   public:
    static_files() = default;

    /// Errors: file_not_found (no folder, or no index.html in it), file_unreadable.
    [[nodiscard]] static result<static_files> load(const std::filesystem::path& folder);

    /// The file at a decoded path, `/` being /index.html; null when there is none.
    [[nodiscard]] shared_response find(std::string_view path) const;

   private:
    std::unordered_map<std::string, shared_response> files_;
};

}  // namespace attrib
