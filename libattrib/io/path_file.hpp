/// @file
/// A file of paths, as ChannelAttribution and its users have them, read in chunks of whole rows.
#pragma once

#include <cstdint>
#include <libattrib/core/error.hpp>
#include <libattrib/io/path_columns.hpp>
#include <libattrib/io/path_parser.hpp>
#include <libattrib/io/row_parser.hpp>
#include <libattrib/io/shared_files.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

struct path_file_options {
    path_column_names columns{};
    std::string separator = " > ";          ///< between channels
    std::optional<char> delimiter{};        ///< between values; when not given, the header tells
    std::vector<std::string> null_texts{};  ///< as in reading_options
    std::size_t chunk_bytes = std::size_t{384} << 10;  ///< about how much text a chunk holds
};

/// Reads files as open_byte_source does, standard input as `-`. `next` is for one thread at a time;
/// `parse` is const and may run on many threads while others call `next`.
class path_file {
   public:
    /// Opens the file and reads its header. Errors: file_not_found, file_unreadable, not_path_csv
    /// (no header, binary, or those of find_path_columns), bad_mapping, corrupt_archive.
    /// REQUIRES: the separator is not empty.
    [[nodiscard]] static result<path_file> open(const std::string& path,
                                                const path_file_options& options = {});

    path_file(path_file&&) noexcept;
    path_file& operator=(path_file&&) noexcept;
    ~path_file();

    /// The next rows; false at the end of the file. Errors: unterminated_quote, corrupt_archive,
    /// file_unreadable.
    [[nodiscard]] result<bool> next(event_chunk& chunk);

    /// Parses every row of the chunk: paths to `consumer.accept`, rule breakers to `.refuse`.
    row_counts parse(const event_chunk& chunk, path_consumer& consumer) const;

    [[nodiscard]] const std::string& path() const noexcept;

    /// As those of event_file.
    [[nodiscard]] std::uint64_t stored_size() const noexcept;
    [[nodiscard]] std::uint64_t stored_position() const noexcept;

   private:
    struct state;
    explicit path_file(std::unique_ptr<state> opened);

    std::unique_ptr<state> state_;
};

/// Files of paths that several threads read.
using path_files = shared_files<path_file>;

/// Opens all of them, so that a wrong one is found before any work is done. Errors: the first of
/// path_file::open.
[[nodiscard]] result<std::vector<path_file>> open_path_files(const std::vector<std::string>& paths,
                                                             const path_file_options& options);

}  // namespace attrib
