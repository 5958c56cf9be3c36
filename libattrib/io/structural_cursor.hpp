/// @file
/// Finds the characters that give CSV its structure, 64 bytes at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace attrib {

/// Structure of a stretch of text: offsets of its commas, quotes and line feeds, ascending, and the
/// places among them of those that are no commas.
struct structure {
    static constexpr std::size_t most_bytes = 4096;

    // Finders write up to 32 offsets and one place more than there are.
    std::array<std::uint16_t, most_bytes + 32> offsets;
    std::array<std::uint16_t, most_bytes + 1> others;
    std::size_t count = 0;
    std::size_t other_count = 0;
};

/// Finds the structure of `size` bytes. REQUIRES: `size` at most `structure::most_bytes`.
using structure_finder = void (*)(const char* text, std::size_t size, structure& out);

/// The finders that this processor can run, one for each set of instructions, the fastest first.
/// All find the same.
[[nodiscard]] std::span<const structure_finder> structure_finders() noexcept;

/// Walks over the commas, quotes and line feeds of a text. The text must outlive the cursor.
class structural_cursor {
   public:
    explicit structural_cursor(std::string_view text) noexcept
        : data_(text.data()), size_(text.size()), find_(structure_finders().front()) {
        found_.count = found_.other_count = 0;
    }

    /// Position of the next structural character, or the text's size when there is none; moves
    /// behind it.
    std::size_t next() noexcept {
        if (place_ == found_.count && !look_ahead()) return size_;
        return window_ + found_.offsets[place_++];
    }

    /// Offsets from `base()` of the structural characters of the row that begins at `begin`, the
    /// place reached so far, up to its line feed; moves behind it. Nothing when the row has a
    /// quote, does not end, or is long: then `next` says what comes.
    std::span<const std::uint16_t> plain_row(std::size_t begin) noexcept {
        while (other_ != found_.other_count && found_.others[other_] < place_) ++other_;
        if (other_ == found_.other_count && !look_ahead_from(begin)) return {};
        const std::size_t last = found_.others[other_];
        if (data_[window_ + found_.offsets[last]] != '\n') return {};
        const std::span row(found_.offsets.data() + place_, last + 1 - place_);
        place_ = last + 1;
        ++other_;
        return row;
    }
    [[nodiscard]] std::size_t base() const noexcept { return window_; }

    /// Goes on at `position`. REQUIRES: not before the place reached so far.
    void seek(std::size_t position) noexcept {
        if (position >= window_end_) {
            window_end_ = position < size_ ? position : size_;
            place_ = found_.count = 0;
            other_ = found_.other_count = 0;
            return;
        }
        while (place_ != found_.count && window_ + found_.offsets[place_] < position) ++place_;
    }

   private:
    // Finds the structure of the next window that has any; false at the end of the text.
    bool look_ahead() noexcept;

    // Moves the window to where a row begins; false when no quote or line feed is in it.
    bool look_ahead_from(std::size_t begin) noexcept;

    const char* data_;
    std::size_t size_;
    structure_finder find_;
    std::size_t window_ = 0;      // where the window begins that `found_` is of
    std::size_t window_end_ = 0;  // and ends
    std::size_t place_ = 0;       // among the offsets
    std::size_t other_ = 0;       // among the others; behind `place_` by some at most
    structure found_;
};

}  // namespace attrib
