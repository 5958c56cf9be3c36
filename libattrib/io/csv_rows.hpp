/// @file
/// Splitting CSV text into rows and values, as RFC 4180 has it.
///
/// A quote means something only as the first character of a value; there it opens a quoted value,
/// in which delimiters and line ends are text and a doubled quote is one quote. A quote elsewhere
/// in an unquoted value, or text after a closing quote, breaks the row, not the file.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <libattrib/core/blank.hpp>
#include <libattrib/io/structural_cursor.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

inline constexpr std::size_t max_row_bytes = std::size_t{1} << 20;

/// Whether an unquoted value is null as exports of databases write it: `NULL`, `null`,
/// `\N`.
[[nodiscard]] inline bool is_null_text(std::string_view value) noexcept {
    if (value.size() == 2) return value == "\\N";
    if (value.size() != sizeof(std::uint32_t)) return false;
    std::uint32_t text;
    std::memcpy(&text, value.data(), sizeof text);
    return text == std::bit_cast<std::uint32_t>(std::array{'N', 'U', 'L', 'L'}) ||
           text == std::bit_cast<std::uint32_t>(std::array{'n', 'u', 'l', 'l'});
}

/// How CSV is written.
struct csv_format {
    char delimiter = ',';
    std::span<const std::string> null_texts{};  ///< besides is_null_text; must outlive readers
};

/// An unquoted value without white space at both ends; empty where it is_null_text.
[[nodiscard]] inline std::string_view unquoted_value(std::string_view text) noexcept {
    const std::string_view value = trimmed(text);
    return is_null_text(value) ? value.substr(0, 0) : value;
}

/// Values that stand in the text as they are, but for white space at both ends and null texts,
/// which are removed as they are asked for.
class plain_values {
   public:
    plain_values() = default;

    /// `ends`: of the values, counted from `base`; the first begins at `row`.
    plain_values(const char* row, const char* base, std::span<const std::uint16_t> ends) noexcept
        : row_(row), base_(base), ends_(ends) {}

    [[nodiscard]] std::size_t size() const noexcept { return ends_.size(); }

    [[nodiscard]] std::string_view operator[](std::size_t place) const noexcept {
        const char* const begin = place == 0 ? row_ : base_ + ends_[place - 1] + 1;
        return unquoted_value({begin, static_cast<std::size_t>(base_ + ends_[place] - begin)});
    }

   private:
    const char* row_ = nullptr;
    const char* base_ = nullptr;
    std::span<const std::uint16_t> ends_;
};

/// The values of a row, white space at both ends removed, quotes resolved; unquoted null texts are
/// empty. Good until the next row is read.
class csv_values {
   public:
    [[nodiscard]] std::size_t size() const noexcept {
        return is_plain_ ? plain_.size() : listed_.size();
    }
    [[nodiscard]] std::string_view operator[](std::size_t place) const noexcept {
        return is_plain_ ? plain_[place] : listed_[place];
    }
    [[nodiscard]] std::vector<std::string_view> all() const;

    /// The same values by the way that they are held: `plain` when is_plain(), else `listed`.
    [[nodiscard]] bool is_plain() const noexcept { return is_plain_; }
    [[nodiscard]] const plain_values& plain() const noexcept { return plain_; }
    [[nodiscard]] std::span<const std::string_view> listed() const noexcept { return listed_; }

   private:
    friend class csv_rows;

    plain_values plain_;
    std::span<const std::string_view> listed_;
    bool is_plain_ = false;
};

/// Reads the rows of a text one by one. Not thread-safe. The text must outlive the reader.
class csv_rows {
   public:
    /// REQUIRES: `text` begins at the beginning of a row.
    csv_rows(std::string_view text, std::uint64_t first_line,
             const csv_format& format = {}) noexcept;

    /// Goes to the next row that is not an empty line; false at the end of the text.
    bool next() {
        while (position_ < text_.size()) {
            line_ = next_line_;
            const auto ends = cursor_.row(position_);
            stray_quote_ = unterminated_ = false;
            if (!ends.empty() && cursor_.irregular() == plain_irregular_) {
                found_.plain_ = {text_.data() + position_, text_.data() + cursor_.base(), ends};
                found_.is_plain_ = true;
                end_row(cursor_.base() + ends.back());
            } else {
                read_other_row(ends);
            }
            if (!row_.empty()) return true;
        }
        return false;
    }

    [[nodiscard]] const csv_values& values() const noexcept { return found_; }

    /// The row as it stands, without its line end.
    [[nodiscard]] std::string_view text() const noexcept { return row_; }

    /// Where the row after it begins in the text.
    [[nodiscard]] std::size_t position() const noexcept { return position_; }

    /// Line the row begins on.
    [[nodiscard]] std::uint64_t line() const noexcept { return line_; }

    /// Whether the row has a quote where none may be.
    [[nodiscard]] bool has_stray_quote() const noexcept { return stray_quote_; }

    /// Whether the text ended inside a quoted value of this row.
    [[nodiscard]] bool is_unterminated() const noexcept { return unterminated_; }

   private:
    void read_other_row(std::span<const std::uint16_t> ends);
    bool read_quoted_values(std::size_t begin, std::span<const std::uint16_t> ends);
    void read_row(std::size_t begin);
    void end_row(std::size_t end) noexcept {
        row_ = {text_.data() + position_, end - position_};
        if (row_.ends_with('\r')) row_.remove_suffix(1);
        position_ = std::min(end + 1, text_.size());
        ++next_line_;
    }
    std::size_t read_with_quotes(std::size_t begin, std::size_t end);
    std::size_t read_quoted(std::size_t open);
    std::size_t next_structural() noexcept;
    [[nodiscard]] std::size_t find_closing_quote(std::size_t begin) const noexcept;
    std::string_view without_doubled_quotes(std::string_view inside);
    [[nodiscard]] std::string_view value_of(std::string_view unquoted) const noexcept;

    std::string_view text_;
    csv_format format_;
    structural_cursor cursor_;
    std::size_t plain_irregular_;  // of rows whose values need no look: none where nulls are given
    std::size_t position_ = 0;     // where the next row begins
    std::size_t walk_ = 0;         // where `next_structural` goes on
    std::uint64_t line_;
    std::uint64_t next_line_;
    std::string_view row_;
    csv_values found_;
    std::vector<std::string_view> values_;  // of a row that is not plain
    std::string unquoted_;                  // texts of quoted values with doubled quotes
    bool stray_quote_ = false;
    bool unterminated_ = false;
};

/// Where rows end, for text that comes in pieces.
class row_boundaries {
   public:
    /// Any of the usual delimiters: for a header, which says which one it is.
    static constexpr char any_delimiter = '\0';
    static constexpr std::string_view usual_delimiters = ",;\t|";

    explicit row_boundaries(char delimiter = ',') noexcept : delimiter_(delimiter) {}

    /// Offsets after the first and the last line feed that end a row; 0 if there are none.
    struct found {
        std::size_t first = 0;
        std::size_t last = 0;
    };

    /// Looks through a piece that follows the piece before.
    found scan(std::string_view piece) noexcept;

    /// Whether the pieces so far end inside a quoted value.
    [[nodiscard]] bool is_quoted() const noexcept { return state_ == state::quoted; }

    /// Forgets what came before: the next piece begins at the beginning of a row.
    void restart() noexcept { state_ = state::value_start; }

    /// What delimits values from here on. REQUIRES: the next piece begins at the beginning of a
    /// row.
    void delimit_by(char delimiter) noexcept { delimiter_ = delimiter; }

   private:
    enum class state : unsigned char { value_start, unquoted, quoted, quote_in_quoted };

    found scan_unquoted(std::string_view piece) noexcept;
    [[nodiscard]] bool is_delimiter(char c) const noexcept;
    [[nodiscard]] std::size_t find_structural(std::string_view text,
                                              std::size_t from) const noexcept;
    void enter(bool characters) noexcept;
    void step(char structural) noexcept;

    char delimiter_;
    state state_ = state::value_start;
};

/// Where the first row of a text ends, after its line feed; 0 when it does not.
[[nodiscard]] std::size_t first_row_end(std::string_view text, char delimiter) noexcept;

}  // namespace attrib
