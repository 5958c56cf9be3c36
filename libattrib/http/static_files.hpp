/// @file
/// The files of a page, ready to be served.
#pragma once

#include <filesystem>
#include <libattrib/core/embedded_file.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/http/response.hpp>
#include <string>
#include <string_view>
#include <unordered_map>

namespace attrib {

/// Files whose endings browsers know, kept in memory as answers that connections share: no path of
/// a request ever reaches the file system. Immutable.
class static_files {
   public:
    static_files() = default;

    /// The files of a folder under their own paths, read once. Files and folders that begin with a
    /// dot, and node_modules, are not served. Errors: file_not_found (no folder, or no index.html
    /// in it), file_unreadable.
    [[nodiscard]] static result<static_files> load(const std::filesystem::path& folder);

    /// Embedded files up to the entry without a name. All but index.html are at
    /// /assets/DIGEST/NAME, where browsers keep them for good: DIGEST is of the names and texts of
    /// all, and relative imports between them hold. Each href and src of index.html that names a
    /// file of the set leads there.
    [[nodiscard]] static static_files of(const embedded_file* files);

    /// The file at a decoded path, `/` being /index.html; null when there is none.
    [[nodiscard]] shared_response find(std::string_view path) const;

   private:
    /// Takes a file whose ending is known.
    void add(const std::string& path, std::string_view name, std::string text,
             bool is_immutable = false);

    std::unordered_map<std::string, shared_response> files_;
};

}  // namespace attrib
