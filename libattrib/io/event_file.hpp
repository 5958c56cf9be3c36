/// @file
/// A file of events, CSV or JSON, read in chunks of whole rows.
#pragma once

#include <cstdint>
#include <libattrib/core/error.hpp>
#include <libattrib/io/column_mapping.hpp>
#include <libattrib/io/event_feed.hpp>
#include <libattrib/io/reading_options.hpp>
#include <libattrib/io/row_parser.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

struct event_file_options {
    reading_options reading{};
    kept_columns kept = kept_columns::all;             ///< of CSV; of JSON all are
    std::size_t chunk_bytes = std::size_t{384} << 10;  ///< about how much text a chunk holds
};

/// Reads files as open_byte_source does, standard input as `-`. `next` is for one
/// thread at a time; `parse` is const and may run on many threads while others call `next`.
class event_file {
   public:
    /// Opens the file and reads its header. Errors: file_not_found, file_unreadable, not_event_csv
    /// (no header, binary, a required column missing or named twice), bad_mapping, corrupt_archive.
    [[nodiscard]] static result<event_file> open(const std::string& path,
                                                 const event_file_options& options = {});

    /// The same of several files: all of them, or the first error. Errors, too: bad_mapping when
    /// none of them has the column of a rename. What keys JSON has is known only when it was read:
    /// where one of the files is that, nothing is said.
    [[nodiscard]] static result<std::vector<event_file>> open_all(
        const std::vector<std::string>& paths, const event_file_options& options = {});

    event_file(event_file&&) noexcept;
    event_file& operator=(event_file&&) noexcept;
    ~event_file();

    /// The next rows; false at the end of the file. Errors: unterminated_quote (naming the line the
    /// quote opens on), corrupt_archive, file_unreadable.
    [[nodiscard]] result<bool> next(event_chunk& chunk);

    /// Goes to a place that an earlier chunk of the same file ended at, with the line it ended on.
    /// REQUIRES: not before the place reached so far.
    [[nodiscard]] result<void> skip_to(std::uint64_t offset, std::uint64_t line);

    /// Parses every row of the chunk: events to `consumer.accept`, rule breakers to `.refuse`.
    /// `watcher` as row_parser::parse has it.
    row_counts parse(const event_chunk& chunk, event_consumer& consumer,
                     row_watcher* watcher = nullptr) const;

    /// Whether its rows can be found again by where they lie: CSV of a plain file.
    [[nodiscard]] bool has_row_places() const noexcept;

    /// Reads as byte_source::read_at does. REQUIRES: has_row_places().
    [[nodiscard]] result<void> read_at(std::uint64_t offset, char* out, std::size_t size) const;

    [[nodiscard]] const std::string& path() const noexcept;

    /// Size in bytes on disk (compressed, if it is), 0 when unknown; and how far reading has come
    /// in the same unit: for progress bars.
    [[nodiscard]] std::uint64_t stored_size() const noexcept;
    [[nodiscard]] std::uint64_t stored_position() const noexcept;

    /// Header columns that no canonical column takes.
    [[nodiscard]] const std::vector<std::string>& ignored_columns() const noexcept;

    /// As row_parser::unused_renames; of several files: those that all of them left unused.
    [[nodiscard]] column_renames unused_renames() const;
    [[nodiscard]] static column_renames unused_renames(std::span<const event_file> files);

   private:
    struct state;
    explicit event_file(std::unique_ptr<state> opened);

    static result<void> check_columns(std::span<const event_file> files);

    std::unique_ptr<state> state_;
};

}  // namespace attrib
