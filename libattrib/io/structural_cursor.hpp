/// @file
/// Finds the characters that give CSV its structure, 64 bytes at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace attrib {

/// Walks over the commas, quotes and line feeds of a text. The text must outlive the cursor.
class structural_cursor {
   public:
    explicit structural_cursor(std::string_view text) noexcept
        : data_(text.data()), size_(text.size()) {
        load(0);
    }

    /// Position of the next structural character, or the text's size when there is none; moves
    /// behind it.
    std::size_t next() noexcept {
        while (mask_ == 0) {
            if (block_ + block_bytes >= size_) return size_;
            load(block_ + block_bytes);
        }
        const auto bit = static_cast<std::size_t>(std::countr_zero(mask_));
        mask_ &= mask_ - 1;
        return block_ + bit;
    }

    /// Goes on at `position`. REQUIRES: not before the place reached so far.
    void seek(std::size_t position) noexcept {
        if (position >= block_ + block_bytes) load(position / block_bytes * block_bytes);
        const std::size_t bit = position - block_;
        mask_ &= bit >= block_bytes ? 0 : ~std::uint64_t{0} << bit;
    }

   private:
    static constexpr std::size_t block_bytes = 64;

    void load(std::size_t block) noexcept {
        block_ = block;
        if (block >= size_) {
            mask_ = 0;
        } else if (size_ - block >= block_bytes) {
            mask_ = mask_of(data_ + block);
        } else {
            char padded[block_bytes] = {};
            std::memcpy(padded, data_ + block, size_ - block);
            mask_ = mask_of(padded);
        }
    }

    static std::uint64_t mask_of(const char* p) noexcept {
        std::uint64_t mask = 0;
#if defined(__SSE2__)
        const __m128i comma = _mm_set1_epi8(',');
        const __m128i quote = _mm_set1_epi8('"');
        const __m128i line_feed = _mm_set1_epi8('\n');
        for (std::ptrdiff_t i = 0; i < 4; ++i) {
            const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + i * 16));
            const __m128i hit = _mm_or_si128(
                _mm_or_si128(_mm_cmpeq_epi8(bytes, comma), _mm_cmpeq_epi8(bytes, quote)),
                _mm_cmpeq_epi8(bytes, line_feed));
            mask |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(hit)))
                    << (i * 16);
        }
#else
        for (std::size_t i = 0; i < block_bytes; ++i)
            mask |= static_cast<std::uint64_t>(p[i] == ',' || p[i] == '"' || p[i] == '\n') << i;
#endif
        return mask;
    }

    const char* data_;
    std::size_t size_;
    std::size_t block_ = 0;
    std::uint64_t mask_ = 0;
};

}  // namespace attrib
