/// @file
/// Folders that only one user can enter, whoever else can write where they stand.
#pragma once

#include <filesystem>
#include <libattrib/postgres/child_process.hpp>

namespace attrib {

/// Makes a folder with mode 0700 for `owner`, or takes one that is there and theirs (or ours, to
/// give it to them). Throws failure (database_unavailable), saying what is in the way, for a link,
/// a file and a folder of somebody else.
void make_private_folder(const std::filesystem::path& path, const process_owner& owner);

/// Makes one with a name that nobody can foresee, under /tmp.
[[nodiscard]] std::filesystem::path make_unforeseen_folder(const process_owner& owner);

/// Whether a path is a folder, not a link, of `owner` and closed to everyone else.
[[nodiscard]] bool is_private_folder(const std::filesystem::path& path, const process_owner& owner);

/// Throws failure (database_unavailable) unless the path is a folder, not a link, of that user, and
/// nobody else can write to it.
void require_folder_of(const std::filesystem::path& path, uid_t user);

}  // namespace attrib
