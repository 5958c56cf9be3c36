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

// These become part of their callers, and with them of the instructions those may use.
#define ATTRIB_INTO_CALLER __attribute__((always_inline)) inline

// Which of 64 bytes are structural, and which of those are no commas.
struct masks {
    std::uint64_t all;
    std::uint64_t others;
};

// Writes the offsets of `count` set bits, eight at a time: how many there are is hard to foresee,
// how many eights is not.
ATTRIB_INTO_CALLER void write_offsets(std::uint64_t bits, std::size_t count, std::size_t block,
                                      std::uint16_t* offsets) {
    for (std::size_t written = 0; written < count; written += 8)
        for (std::size_t i = 0; i < 8; ++i) {
            offsets[written + i] = static_cast<std::uint16_t>(
                block + static_cast<std::size_t>(std::countr_zero(bits)));
            bits &= bits - 1;
        }
}

// Adds what was found in the 64 bytes at `block`.
template <class WriteOffsets>
ATTRIB_INTO_CALLER void add(masks found, std::size_t block, const WriteOffsets& write,
                            structure& out) {
    // Most blocks have one at most: writing it, whether it is there or not, needs no foresight.
    std::uint64_t rest = found.others;
    do {
        const std::uint64_t before = found.all & ((rest & (0 - rest)) - 1);
        out.others[out.other_count] =
            static_cast<std::uint16_t>(out.count + static_cast<std::size_t>(std::popcount(before)));
        out.other_count += static_cast<std::size_t>(rest != 0);
        rest &= rest - 1;
    } while (rest != 0);
    const auto count = static_cast<std::size_t>(std::popcount(found.all));
    write(found.all, count, block, out.offsets.data() + out.count);
    out.count += count;
}

// `masks_of` looks at 64 bytes; `write` writes offsets as `write_offsets` does.
template <class MasksOf, class WriteOffsets>
ATTRIB_INTO_CALLER void find_with(const char* text, std::size_t size, structure& out,
                                  const MasksOf& masks_of, const WriteOffsets& write) {
    out.count = out.other_count = 0;
    std::size_t block = 0;
    for (; block + block_bytes <= size; block += block_bytes)
        add(masks_of(text + block), block, write, out);
    if (block < size) {
        char padded[block_bytes] = {};
        std::memcpy(padded, text + block, size - block);
        add(masks_of(padded), block, write, out);
    }
}

void find_portable(const char* text, std::size_t size, structure& out) {
    find_with(
        text, size, out,
        [](const char* p) {
            masks found{0, 0};
            for (std::size_t i = 0; i < block_bytes; ++i) {
                found.all |= static_cast<std::uint64_t>(p[i] == ',') << i;
                found.others |= static_cast<std::uint64_t>(p[i] == '"' || p[i] == '\n') << i;
            }
            found.all |= found.others;
            return found;
        },
        write_offsets);
}

#if defined(__x86_64__)

void find_by_sse2(const char* text, std::size_t size, structure& out) {
    find_with(
        text, size, out,
        [](const char* p) {
            const __m128i comma = _mm_set1_epi8(',');
            const __m128i quote = _mm_set1_epi8('"');
            const __m128i line_feed = _mm_set1_epi8('\n');
            masks found{0, 0};
            for (int i = 0; i < 4; ++i) {
                const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p) + i);
                const __m128i other =
                    _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, line_feed));
                const auto bits = [&](__m128i hit) {
                    return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(hit)))
                           << (i * 16);
                };
                found.all |= bits(_mm_or_si128(_mm_cmpeq_epi8(bytes, comma), other));
                found.others |= bits(other);
            }
            return found;
        },
        write_offsets);
}

// The three differ in their low four bits, by which a shuffle looks up what the byte would have to
// be; where there is none, a byte whose own low bits are others.
__attribute__((target("avx2,bmi,popcnt"))) inline masks half_masks(const char* p) {
    const __m256i wanted =
        _mm256_setr_epi8(-1, -1, '"', -1, -1, -1, -1, -1, -1, -1, '\n', -1, ',', -1, -1, 0,  //
                         -1, -1, '"', -1, -1, -1, -1, -1, -1, -1, '\n', -1, ',', -1, -1, 0);
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    const __m256i hit = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(wanted, bytes), bytes);
    const __m256i comma = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(','));
    const auto all = static_cast<unsigned>(_mm256_movemask_epi8(hit));
    return {all, all & ~static_cast<unsigned>(_mm256_movemask_epi8(comma))};
}

__attribute__((target("avx2,bmi,popcnt"))) inline masks whole_masks(const char* p) {
    constexpr std::size_t half = block_bytes / 2;
    const masks low = half_masks(p);
    const masks high = half_masks(p + half);
    return {low.all | high.all << half, low.others | high.others << half};
}

__attribute__((target("avx2,bmi,popcnt"))) void find_by_avx2(const char* text, std::size_t size,
                                                             structure& out) {
    find_with(text, size, out, whole_masks, write_offsets);
}

// AVX-512 compares 64 bytes at once, and gathers the places of set bits by one instruction.
#define ATTRIB_AVX512 "avx512f,avx512bw,avx512vbmi2,bmi,popcnt"

__attribute__((target(ATTRIB_AVX512))) inline masks wide_masks(const char* p) {
    const __m512i bytes = _mm512_loadu_si512(p);
    const auto equal = [&](char wanted) __attribute__((target(ATTRIB_AVX512))) {
        return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(wanted));
    };
    const std::uint64_t others = equal('"') | equal('\n');
    return {others | equal(','), others};
}

__attribute__((target(ATTRIB_AVX512))) inline void write_wide_offsets(std::uint64_t bits,
                                                                      std::size_t /*count*/,
                                                                      std::size_t block,
                                                                      std::uint16_t* offsets) {
    // Blocks begin at multiples of 64, so that no bit of a place in them is taken.
    const __m512i low_places =
        _mm512_or_si512(_mm512_set_epi16(31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17,
                                         16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
                        _mm512_set1_epi16(static_cast<short>(block)));
    const auto low = static_cast<__mmask32>(bits);
    const __m512i gathered = _mm512_maskz_compress_epi16(low, low_places);
    _mm512_storeu_si512(offsets, gathered);
    const auto high = static_cast<__mmask32>(bits >> 32);
    const __m512i high_places = _mm512_or_si512(low_places, _mm512_set1_epi16(32));
    const __m512i rest = _mm512_maskz_compress_epi16(high, high_places);
    const auto low_count = static_cast<std::size_t>(std::popcount(low));
    _mm512_storeu_si512(offsets + low_count, rest);
}

__attribute__((target(ATTRIB_AVX512))) void find_by_avx512(const char* text, std::size_t size,
                                                           structure& out) {
    find_with(text, size, out, wide_masks, write_wide_offsets);
}

#undef ATTRIB_AVX512

#endif

struct finder_list {
    std::array<structure_finder, 4> all{};
    std::size_t count = 0;

    finder_list() noexcept {
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2") &&
            __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt"))
            all[count++] = find_by_avx512;
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
        window_end_ += std::min(structure::most_bytes, size_ - window_);
        find_(data_ + window_, window_end_ - window_, found_);
        place_ = other_ = 0;
        if (found_.count != 0) return true;
    }
    return false;
}

bool structural_cursor::look_ahead_from(std::size_t begin) noexcept {
    window_end_ = begin;
    found_.count = found_.other_count = 0;
    return look_ahead() && window_ == begin && found_.other_count != 0;
}

}  // namespace attrib
