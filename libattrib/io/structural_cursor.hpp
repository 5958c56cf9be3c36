/// @file
/// Finds where the values of CSV rows end, 64 bytes at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace attrib {

/// Structure of a stretch of text that begins at the beginning of a row: offsets of the delimiters
/// (commas, mostly) and line feeds outside quotes, ascending, and the places among them of the line
/// feeds. Every quote is taken for one that opens or closes a value, in turn. Where rows break the
/// rules that is wrong: then `irregular` does not agree with what the values look like, see
/// csv_rows.
struct structure {
    static constexpr std::size_t max_bytes = 4096;

    // Finders write up to 32 offsets and one place more than there are.
    std::array<std::uint16_t, max_bytes + 32> offsets;
    std::array<std::uint16_t, max_bytes + 1> feeds;
    std::array<std::uint16_t, max_bytes + 1> irregular;  // quotes, and line feeds in quotes, before
    std::size_t count = 0;
    std::size_t feed_count = 0;
};

/// Finds the structure of `size` bytes. REQUIRES: `size` at most `structure::max_bytes`.
using structure_finder = void (*)(const char* text, std::size_t size, char delimiter,
                                  structure& out);

/// Where rows end in a text that begins at the beginning of one.
struct row_ends {
    std::size_t first = 0;   ///< after the first line feed that ends a row, or 0
    std::size_t last = 0;    ///< after the last one
    bool is_quoted = false;  ///< whether the text ends inside a quoted value
    bool is_sure = true;     ///< off: a quote stands where none may, and nothing above is said
};
using row_end_finder = row_ends (*)(std::string_view text, char delimiter);

/// Both, made for the same instructions.
struct structure_finders {
    structure_finder structure_of;
    row_end_finder ends_of;
};

/// Those that this processor can run, one for each set of instructions, the fastest first. All find
/// the same.
[[nodiscard]] std::span<const structure_finders> all_structure_finders() noexcept;

/// Walks over the rows of a text. The text must outlive the cursor.
class structural_cursor {
   public:
    explicit structural_cursor(std::string_view text, char delimiter = ',') noexcept
        : data_(text.data()),
          size_(text.size()),
          delimiter_(delimiter),
          find_(all_structure_finders().front().structure_of) {}

    /// Offsets from `base()` of the ends of the values of the row that begins at `begin`, the last
    /// of them its line feed's. Nothing when the row does not end or is long. REQUIRES: `begin` is
    /// after the row before, unless `forget` was called.
    std::span<const std::uint16_t> row(std::size_t begin) noexcept {
        if (feed_ == found_.feed_count && !look_ahead(begin)) return {};
        const std::size_t last = found_.feeds[feed_];
        const std::span ends(found_.offsets.data() + place_, last + 1 - place_);
        irregular_ = static_cast<std::size_t>(found_.irregular[feed_]) - irregular_before_;
        irregular_before_ = found_.irregular[feed_];
        place_ = last + 1;
        ++feed_;
        return ends;
    }
    [[nodiscard]] std::size_t base() const noexcept { return window_; }

    /// How many quotes, and line feeds in quotes, the row has that was given last.
    [[nodiscard]] std::size_t irregular() const noexcept { return irregular_; }

    /// The next row begins elsewhere than was found.
    void forget() noexcept { feed_ = found_.feed_count; }

   private:
    // Moves the window to where a row begins; false when none ends in it.
    bool look_ahead(std::size_t begin) noexcept;

    const char* data_;
    std::size_t size_;
    char delimiter_;
    structure_finder find_;
    std::size_t window_ = 0;            // where the window begins that `found_` is of
    std::size_t place_ = 0;             // among the offsets
    std::size_t feed_ = 0;              // among the line feeds
    std::size_t irregular_before_ = 0;  // the row to come
    std::size_t irregular_ = 0;
    structure found_;
};

}  // namespace attrib
