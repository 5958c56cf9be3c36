/// @file
/// Where the rows of a text of JSON lie, found in one pass over pieces of any size.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace attrib {

/// A row is an object; rows stand one a line, over several lines, one after another or in an
/// array. White space, commas and brackets between them belong to none. What is no object is a row
/// to the end of its line, and so is an object with a line end inside a string. An object that does
/// not close ends where a line begins with a brace that cannot stand there, so that one broken row
/// hides no other: wherever a line that ends with `}` is followed by one that begins with `{`, a
/// row begins. Knows braces and strings only. Not thread-safe.
class object_scanner {
   public:
    /// Reads on to the end of the next row; false when the piece was read and no row ended.
    [[nodiscard]] bool scan(std::string_view piece) noexcept;

    /// How much of the last piece was read.
    [[nodiscard]] std::size_t taken() const noexcept { return taken_; }

    /// Whether a row has begun that has not ended.
    [[nodiscard]] bool is_inside() const noexcept { return state_ != state::between; }

    /// Of the row that began last: its offset from the first byte scanned, and the line ends
    /// before.
    [[nodiscard]] std::uint64_t row_begin() const noexcept { return row_begin_; }
    [[nodiscard]] std::uint64_t row_line() const noexcept { return row_line_; }

    /// The same of what comes next.
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
    [[nodiscard]] std::uint64_t line() const noexcept { return line_; }

   private:
    enum class state : unsigned char { between, object, string, escape, other };

    std::size_t scan_between(std::string_view piece, std::size_t at) noexcept;
    std::size_t scan_object(std::string_view piece, std::size_t at) noexcept;
    std::size_t scan_string(std::string_view piece, std::size_t at) noexcept;
    std::size_t scan_other(std::string_view piece, std::size_t at) noexcept;
    void open(char c) noexcept;
    void begin_row(state kind, std::size_t at) noexcept;
    void end_row() noexcept {
        state_ = state::between;
        has_ended_ = true;
    }
    [[nodiscard]] bool may_begin_value() const noexcept;

    // Of more levels than these it is not known what they are.
    static constexpr std::size_t known_levels = 1024;

    std::array<std::uint64_t, known_levels / 64> are_arrays_{};
    std::uint64_t depth_ = 0;
    std::uint64_t offset_ = 0;
    std::uint64_t line_ = 0;
    std::uint64_t row_begin_ = 0;
    std::uint64_t row_line_ = 0;
    std::size_t taken_ = 0;
    state state_ = state::between;
    char before_ = '\0';  // the last character that is no white space; `"` ends any value
    bool is_line_start_ = false;
    bool has_ended_ = false;
};

/// Whether a character may stand between rows: white space, commas, brackets, and what files that
/// were joined bring (byte-order marks, record separators of RFC 7464).
[[nodiscard]] constexpr bool is_row_separator(char c) noexcept {
    switch (c) {
        case ' ':
        case '\t':
        case '\r':
        case '\n':
        case ',':
        case '[':
        case ']':
        case '\x1E':
        case '\xEF':
        case '\xBB':
        case '\xBF':
            return true;
        default:
            return false;
    }
}

/// Where a row ends with the separators that follow on its line and with the line's end. Nothing
/// while the text is too short to tell.
[[nodiscard]] std::optional<std::size_t> after_separators(std::string_view text,
                                                          std::size_t row_end) noexcept;

/// How much of a text that goes on holds only whole rows; 0 when no row ends in it. REQUIRES: it
/// begins between rows.
[[nodiscard]] std::size_t whole_rows_of(std::string_view text) noexcept;

}  // namespace attrib
