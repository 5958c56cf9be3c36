/// @file
/// Finds the characters that give CSV its structure, 64 bytes at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace attrib {

/// Writes the offsets of the commas, quotes and line feeds among `size` bytes to `out`, ascending;
/// returns how many there are. May write up to 8 entries more than that.
/// REQUIRES: `size` at most `structure_window_bytes`; room for `structure_window_bytes + 8`
/// offsets.
using structure_finder = std::size_t (*)(const char* text, std::size_t size, std::uint16_t* out);

inline constexpr std::size_t structure_window_bytes = 2048;

/// The finders that this processor can run, one for each set of instructions, the fastest first.
/// All find the same.
[[nodiscard]] std::span<const structure_finder> structure_finders() noexcept;

/// Walks over the commas, quotes and line feeds of a text. The text must outlive the cursor.
class structural_cursor {
   public:
    explicit structural_cursor(std::string_view text) noexcept
        : data_(text.data()), size_(text.size()), find_(structure_finders().front()) {}

    /// Position of the next structural character, or the text's size when there is none; moves
    /// behind it.
    std::size_t next() noexcept {
        if (place_ == count_ && !look_ahead()) return size_;
        return window_ + offsets_[place_++];
    }

    /// Goes on at `position`. REQUIRES: not before the place reached so far.
    void seek(std::size_t position) noexcept {
        if (position >= window_end_) {
            window_end_ = position < size_ ? position : size_;
            place_ = count_ = 0;
            return;
        }
        while (place_ != count_ && window_ + offsets_[place_] < position) ++place_;
    }

   private:
    // Fills `offsets_` from the next window that has any; false at the end of the text.
    bool look_ahead() noexcept;

    const char* data_;
    std::size_t size_;
    structure_finder find_;
    std::size_t window_ = 0;      // where the window begins that offsets_ are of
    std::size_t window_end_ = 0;  // and ends
    std::size_t place_ = 0;
    std::size_t count_ = 0;
    std::array<std::uint16_t, structure_window_bytes + 8> offsets_;
};

}  // namespace attrib
