/// @file
/// A stream of bytes, cut into rows as they come.
#pragma once

#include <cstdint>
#include <libattrib/io/content_mark.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/object_scanner.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace attrib {

/// Where a row lies in its source.
struct stream_row {
    std::string_view text;       ///< with its line end; good until the next call
    std::uint64_t begin = 0;     ///< offset in the source
    std::uint64_t end = 0;       ///< offset after it
    std::uint64_t line = 1;      ///< line it begins on
    std::uint64_t end_line = 1;  ///< line after it
    bool oversize = false;       ///< over 1 MiB: `text` holds only its beginning
};

/// Takes bytes in pieces of any size and hands out whole rows. Rows of CSV may hold line ends
/// inside quotes; rows of JSON end as object_scanner says, with the separators that follow on their
/// line, and a line of separators alone is a row, too. A byte order mark at the beginning belongs
/// to no row. Holds what has come of the next row, at most about 1 MiB, and `marked_bytes` before
/// it. Not thread-safe.
class row_splitter {
   public:
    void add(std::string_view bytes);

    /// Goes on elsewhere in the same source, at the beginning of a row; what was added and not
    /// handed out is dropped. `before` are the bytes that precede it.
    void restart(std::uint64_t offset, std::uint64_t line, std::string_view before);

    /// What delimits the values of the rows to come; before, any usual delimiter does.
    void delimit_by(char delimiter) noexcept { boundaries_.delimit_by(delimiter); }

    /// The next whole row, if there is one.
    std::optional<stream_row> next();

    /// What is left when no more bytes will come: a last row that has not ended.
    std::optional<stream_row> rest();

    /// Bytes of a row that has not ended.
    [[nodiscard]] std::size_t waiting() const noexcept { return bytes_.size() - begin_; }

    /// Offset of the next row, and the mark of that position.
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
    [[nodiscard]] content_mark mark() const noexcept {
        return mark_of(std::string_view(bytes_).substr(0, begin_));
    }

    /// Whether these end inside a quoted value.
    [[nodiscard]] bool is_quoted() const noexcept { return !is_json() && boundaries_.is_quoted(); }

    /// Whether what came begins as JSON does.
    [[nodiscard]] bool is_json() const noexcept { return is_json_.value_or(false); }

   private:
    bool skip_byte_order_mark();
    std::optional<std::size_t> find_csv_end();
    std::optional<std::size_t> find_json_end();
    stream_row take(std::size_t size);
    void drop_oversize();

    std::optional<bool> is_json_;  // once something has come
    bool has_bracket_only_ = false;
    std::string bytes_;        // what precedes the next row, the row and what follows
    std::size_t begin_ = 0;    // of the next row in bytes_
    std::size_t scanned_ = 0;  // how far bytes_ was looked through
    row_boundaries boundaries_{row_boundaries::any_delimiter};  // until the header tells
    object_scanner objects_;
    bool has_object_ended_ = false;  // what follows on its line is to come
    std::uint64_t offset_ = 0;
    std::uint64_t line_ = 1;

    // Of a row over 1 MiB: its beginning, and what is no longer in bytes_.
    std::string beginning_;
    std::uint64_t dropped_bytes_ = 0;
    std::uint64_t dropped_lines_ = 0;
};

}  // namespace attrib
