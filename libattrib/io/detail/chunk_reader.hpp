/// @file
/// A source of rows, cut into chunks of whole ones: for the files of the public headers.
#pragma once

#include <cstdint>
#include <cstring>
#include <libattrib/core/error.hpp>
#include <libattrib/io/byte_source.hpp>
#include <libattrib/io/row_parser.hpp>
#include <libattrib/io/structural_cursor.hpp>
#include <libattrib/io/text_stats.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace attrib {

/// Text that was read and not handed out. Its memory keeps its size: making a string longer would
/// write zeros over what is read next.
class pending_text {
   public:
    [[nodiscard]] std::string_view view() const noexcept { return {bytes_.data(), size_}; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Where more text goes, room for `size` in all.
    char* room_for(std::size_t size) {
        if (bytes_.size() < size) bytes_.resize(size);
        return bytes_.data() + size_;
    }
    void add(std::size_t size) noexcept { size_ += size; }

    void drop(std::size_t size) noexcept {
        size_ -= size;
        std::memmove(bytes_.data(), bytes_.data() + size, size_);
    }

    /// Moves the first `size` bytes to `out`, whose memory is used for what is read next.
    void take(std::size_t size, std::string& out) {
        out.swap(bytes_);
        size_ -= size;
        static_cast<void>(room_for(size_));
        std::memcpy(bytes_.data(), out.data() + size, size_);
        out.resize(size);
    }

   private:
    std::string bytes_;
    std::size_t size_ = 0;
};

/// First `begin`, then the header of CSV or `read_json`, then chunks. One thread at a time.
class chunk_reader {
   public:
    chunk_reader(std::string path, std::unique_ptr<byte_source> source, std::size_t chunk_bytes);

    /// Opens the file, `-` being standard input. Errors: those of open_byte_source.
    [[nodiscard]] static result<chunk_reader> open(const std::string& path,
                                                   std::size_t chunk_bytes);

    /// Reads what a header may take and passes over a byte order mark. Errors: those of
    /// byte_source::read.
    [[nodiscard]] result<void> begin();

    /// What was read and not handed out; begins at the beginning of a row.
    [[nodiscard]] std::string_view pending() const noexcept { return pending_.view(); }

    /// The header of CSV: the first row after empty lines and a line that states a delimiter, which
    /// becomes `delimiter` unless there is one. Empty where the file is. Nothing where it does not
    /// end in what a header may take.
    [[nodiscard]] std::optional<std::string_view> find_header(std::optional<char>& delimiter);

    /// Passes over the header; rows of CSV follow.
    void read_csv(std::string_view header, char delimiter);
    /// Rows of JSON follow.
    void read_json() noexcept;

    /// The next rows; false at the end. Errors: unterminated_quote (naming the line the quote opens
    /// on), those of byte_source::read.
    [[nodiscard]] result<bool> next(event_chunk& chunk);

    /// See event_file::skip_to.
    [[nodiscard]] result<void> skip_to(std::uint64_t offset, std::uint64_t line);

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] std::uint64_t line() const noexcept { return line_; }
    [[nodiscard]] const byte_source& source() const noexcept { return *source_; }

   private:
    result<void> fill(std::size_t size);
    void drop(std::size_t size);
    [[nodiscard]] std::string_view first_line() const noexcept;
    void skip_empty_lines();
    [[nodiscard]] row_ends find_ends(std::string_view seen, const text_stats& looked) const;
    result<bool> take(event_chunk& chunk, std::size_t size, const text_stats& looked);
    result<bool> take_oversize(event_chunk& chunk);
    [[nodiscard]] error unterminated() const;

    std::string path_;
    std::unique_ptr<byte_source> source_;
    std::size_t chunk_bytes_;
    char delimiter_ = ',';
    bool is_json_ = false;
    bool is_in_array_ = false;  // whether it is JSON that begins with a bracket

    pending_text pending_;
    std::uint64_t offset_ = 0;  // of pending_
    std::uint64_t line_ = 1;    // of pending_
    bool at_end_ = false;
};

}  // namespace attrib
