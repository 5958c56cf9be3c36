/// @file
/// The rows of a text of JSON, one by one.
#pragma once

#include <cstdint>
#include <libattrib/core/error.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// Rows as object_scanner finds them. What is a line is taken for a row at first, which is far
/// faster and as a rule right: where a parser reads such a row as one object it is right, else
/// `look_closer` tells. Not thread-safe. The text must outlive it.
class json_rows {
   public:
    /// REQUIRES: `text` begins between rows. With `by_line` every line that is not empty is a row,
    /// whatever it is.
    json_rows(std::string_view text, std::uint64_t first_line, bool by_line = false) noexcept
        : text_(text), line_(first_line), by_line_(by_line) {}

    /// Goes to the next row; false at the end of the text.
    bool next() noexcept;

    /// Whether the row is another than it seemed. REQUIRES: it was not read as one object.
    bool look_closer() noexcept;

    [[nodiscard]] std::string_view text() const noexcept { return row_; }

    /// Line the row begins on; behind the last row, that of the end.
    [[nodiscard]] std::uint64_t line() const noexcept { return row_line_; }

    /// Whether the text ended inside an object. REQUIRES: not to be looked at closer.
    [[nodiscard]] bool is_cut_off() const noexcept { return is_cut_off_; }

    /// What follows the last row. REQUIRES: there is no next row.
    [[nodiscard]] std::string_view rest() const noexcept { return row_; }

   private:
    void scan_row() noexcept;

    std::string_view text_;
    std::size_t begin_ = 0;       // of the row
    std::size_t end_ = 0;         // after it
    std::size_t line_end_ = 0;    // of the line it begins on
    std::size_t lines_from_ = 0;  // where lines are taken for rows again
    std::string_view row_;
    std::uint64_t line_;  // at end_
    std::uint64_t row_line_ = 0;
    bool by_line_;
    bool is_line_ = false;  // may be another row than it seems
    bool is_cut_off_ = false;
};

/// A JSON document - one value, or an array of them - as one line a value, each as it was written
/// but without white space. What a value itself breaks is for its parser to say. Errors:
/// invalid_option (empty, cut off, or with something after the array).
[[nodiscard]] result<std::string> ndjson_of(std::string_view document);

}  // namespace attrib
