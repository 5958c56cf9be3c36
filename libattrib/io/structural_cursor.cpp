#include <algorithm>
#include <bit>
#include <cstring>
#include <libattrib/io/structural_cursor.hpp>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace attrib {
namespace {

constexpr std::size_t block_bytes = 64;

// These two become part of their callers, and with them of the instructions those may use.
#define ATTRIB_INTO_CALLER __attribute__((always_inline)) inline

// Writes the offsets of a mask's bits, eight at a time: how many there are is hard to foresee, how
// many eights is not.
ATTRIB_INTO_CALLER std::uint16_t* write_offsets(std::uint64_t mask, std::size_t block,
                                                std::uint16_t* out) {
    const auto count = static_cast<std::size_t>(std::popcount(mask));
    for (std::size_t written = 0; written < count; written += 8)
        for (std::size_t i = 0; i < 8; ++i) {
            out[written + i] = static_cast<std::uint16_t>(
                block + static_cast<std::size_t>(std::countr_zero(mask)));
            mask &= mask - 1;
        }
    return out + count;
}

// `mask_of` says of 64 bytes which of them are structural.
template <class MaskOf>
ATTRIB_INTO_CALLER std::size_t find_with(const char* text, std::size_t size, std::uint16_t* out,
                                         const MaskOf& mask_of) {
    std::uint16_t* end = out;
    std::size_t block = 0;
    for (; block + block_bytes <= size; block += block_bytes)
        end = write_offsets(mask_of(text + block), block, end);
    if (block < size) {
        char padded[block_bytes] = {};
        std::memcpy(padded, text + block, size - block);
        end = write_offsets(mask_of(padded), block, end);
    }
    return static_cast<std::size_t>(end - out);
}

std::size_t find_portable(const char* text, std::size_t size, std::uint16_t* out) {
    return find_with(text, size, out, [](const char* p) {
        std::uint64_t mask = 0;
        for (std::size_t i = 0; i < block_bytes; ++i)
            mask |= static_cast<std::uint64_t>(p[i] == ',' || p[i] == '"' || p[i] == '\n') << i;
        return mask;
    });
}

#if defined(__x86_64__)

std::size_t find_by_sse2(const char* text, std::size_t size, std::uint16_t* out) {
    return find_with(text, size, out, [](const char* p) {
        const __m128i comma = _mm_set1_epi8(',');
        const __m128i quote = _mm_set1_epi8('"');
        const __m128i line_feed = _mm_set1_epi8('\n');
        std::uint64_t mask = 0;
        for (int i = 0; i < 4; ++i) {
            const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p) + i);
            const __m128i hit = _mm_or_si128(
                _mm_or_si128(_mm_cmpeq_epi8(bytes, comma), _mm_cmpeq_epi8(bytes, quote)),
                _mm_cmpeq_epi8(bytes, line_feed));
            mask |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(hit)))
                    << (i * 16);
        }
        return mask;
    });
}

// The three differ in their low four bits, by which a shuffle looks up what the byte would have to
// be; where there is none, a byte whose own low bits are others.
__attribute__((target("avx2,bmi,popcnt"))) inline std::uint64_t half_mask(const char* p) {
    const __m256i wanted =
        _mm256_setr_epi8(-1, -1, '"', -1, -1, -1, -1, -1, -1, -1, '\n', -1, ',', -1, -1, 0,  //
                         -1, -1, '"', -1, -1, -1, -1, -1, -1, -1, '\n', -1, ',', -1, -1, 0);
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    const __m256i hit = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(wanted, bytes), bytes);
    return static_cast<unsigned>(_mm256_movemask_epi8(hit));
}

__attribute__((target("avx2,bmi,popcnt"))) inline std::uint64_t whole_mask(const char* p) {
    return half_mask(p) | half_mask(p + block_bytes / 2) << (block_bytes / 2);
}

__attribute__((target("avx2,bmi,popcnt"))) std::size_t find_by_avx2(const char* text,
                                                                    std::size_t size,
                                                                    std::uint16_t* out) {
    return find_with(text, size, out, whole_mask);
}

#endif

struct finder_list {
    std::array<structure_finder, 3> all{};
    std::size_t count = 0;

    finder_list() noexcept {
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
            __builtin_cpu_supports("popcnt"))
            all[count++] = find_by_avx2;
        all[count++] = find_by_sse2;
#endif
        all[count++] = find_portable;
    }
};

#undef ATTRIB_INTO_CALLER

}  // namespace

std::span<const structure_finder> structure_finders() noexcept {
    static const finder_list here;
    return std::span(here.all).first(here.count);
}

bool structural_cursor::look_ahead() noexcept {
    while (window_end_ < size_) {
        window_ = window_end_;
        window_end_ += std::min(structure_window_bytes, size_ - window_);
        count_ = find_(data_ + window_, window_end_ - window_, offsets_.data());
        place_ = 0;
        if (count_ != 0) return true;
    }
    return false;
}

}  // namespace attrib
