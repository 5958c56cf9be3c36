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

// Which of 64 bytes are which.
struct masks {
    std::uint64_t delimiters;
    std::uint64_t quotes;
    std::uint64_t feeds;
};

// Bits from each set one on, up to the next set one: from a quote that opens to before the one that
// closes.
ATTRIB_INTO_CALLER std::uint64_t between(std::uint64_t bits) {
    for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
}

// Which of the bytes are in quotes, the opening quote with them; `carry` is all ones where the
// bytes before end in quotes.
ATTRIB_INTO_CALLER std::uint64_t quoted_of(std::uint64_t quotes, std::uint64_t& carry) {
    const std::uint64_t quoted = between(quotes) ^ carry;
    carry = 0 - (quoted >> 63);
    return quoted;
}

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

// What goes from block to block.
struct carried {
    std::uint64_t quoted = 0;
    std::size_t irregular = 0;
};

// Adds what was found in the 64 bytes at `block`.
template <class WriteOffsets>
ATTRIB_INTO_CALLER void add(masks found, std::size_t block, carried& carry,
                            const WriteOffsets& write, structure& out) {
    std::uint64_t irregular = 0;
    if ((found.quotes | carry.quoted) != 0) {
        const std::uint64_t quoted = quoted_of(found.quotes, carry.quoted);
        irregular = found.quotes | (found.feeds & quoted);
        found.delimiters &= ~quoted;
        found.feeds &= ~quoted;
    }
    const std::uint64_t ends = found.delimiters | found.feeds;
    // Most blocks have one at most: writing it, whether it is there or not, needs no foresight.
    std::uint64_t rest = found.feeds;
    do {
        const std::uint64_t before = (rest & (0 - rest)) - 1;
        const auto up_to = [&](std::uint64_t bits, std::size_t count) {
            return static_cast<std::uint16_t>(
                count + static_cast<std::size_t>(std::popcount(bits & before)));
        };
        out.feeds[out.feed_count] = up_to(ends, out.count);
        out.irregular[out.feed_count] = up_to(irregular, carry.irregular);
        out.feed_count += static_cast<std::size_t>(rest != 0);
        rest &= rest - 1;
    } while (rest != 0);
    carry.irregular += static_cast<std::size_t>(std::popcount(irregular));
    const auto count = static_cast<std::size_t>(std::popcount(ends));
    write(ends, count, block, out.offsets.data() + out.count);
    out.count += count;
}

// Calls `take(masks, place)` for every 64 bytes; the last ones are filled up with zeros.
template <class MasksOf, class Take>
ATTRIB_INTO_CALLER void each_block(const char* text, std::size_t size, char delimiter,
                                   const MasksOf& masks_of, const Take& take) {
    std::size_t block = 0;
    for (; block + block_bytes <= size; block += block_bytes)
        take(masks_of(text + block, delimiter), block);
    if (block < size) {
        char padded[block_bytes] = {};
        std::memcpy(padded, text + block, size - block);
        take(masks_of(padded, delimiter), block);
    }
}

// `masks_of` looks at 64 bytes; `write` writes offsets as `write_offsets` does.
template <class MasksOf, class WriteOffsets>
ATTRIB_INTO_CALLER void find_with(const char* text, std::size_t size, char delimiter,
                                  structure& out, const MasksOf& masks_of,
                                  const WriteOffsets& write) {
    out.count = out.feed_count = 0;
    carried carry;
    each_block(
        text, size, delimiter,
        masks_of, [&](const masks& found, std::size_t block) __attribute__((always_inline)) {
            add(found, block, carry, write, out);
        });
}

// Quotes in turn open and close. That is what the rules say, too, as long as each that opens stands
// where a value begins, or after one that closes: the two are one quote of the value then.
template <class MasksOf>
ATTRIB_INTO_CALLER row_ends ends_with(std::string_view text, char delimiter,
                                      const MasksOf& masks_of) {
    row_ends out;
    std::uint64_t carry = 0;
    std::uint64_t may_open = 1;  // lowest bit: the first byte may be an opening quote
    std::uint64_t astray = 0;
    each_block(
        text.data(), text.size(), delimiter,
        masks_of, [&](const masks& found, std::size_t block) __attribute__((always_inline)) {
            const std::uint64_t quoted = quoted_of(found.quotes, carry);
            const std::uint64_t feeds = found.feeds & ~quoted;
            const std::uint64_t before_value =
                feeds | (found.delimiters & ~quoted) | (found.quotes & ~quoted);
            astray |= found.quotes & quoted & ~(before_value << 1 | may_open);
            may_open = before_value >> 63;
            if (feeds == 0) return;
            if (out.first == 0)
                out.first = block + static_cast<std::size_t>(std::countr_zero(feeds)) + 1;
            out.last = block + block_bytes - static_cast<std::size_t>(std::countl_zero(feeds));
        });
    out.is_quoted = carry != 0;
    out.is_sure = astray == 0;
    return out;
}

masks masks_portable(const char* p, char delimiter) {
    masks found{0, 0, 0};
    for (std::size_t i = 0; i < block_bytes; ++i) {
        found.delimiters |= static_cast<std::uint64_t>(p[i] == delimiter) << i;
        found.quotes |= static_cast<std::uint64_t>(p[i] == '"') << i;
        found.feeds |= static_cast<std::uint64_t>(p[i] == '\n') << i;
    }
    return found;
}

void find_portable(const char* text, std::size_t size, char delimiter, structure& out) {
    find_with(text, size, delimiter, out, masks_portable, write_offsets);
}
row_ends ends_portable(std::string_view text, char delimiter) {
    return ends_with(text, delimiter, masks_portable);
}

#if defined(__x86_64__)

inline masks masks_by_sse2(const char* p, char delimiter) {
    masks found{0, 0, 0};
    for (int i = 0; i < 4; ++i) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p) + i);
        const auto equal = [&](char wanted) {
            return static_cast<std::uint64_t>(static_cast<unsigned>(
                       _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(wanted)))))
                   << (i * 16);
        };
        found.delimiters |= equal(delimiter);
        found.quotes |= equal('"');
        found.feeds |= equal('\n');
    }
    return found;
}

void find_by_sse2(const char* text, std::size_t size, char delimiter, structure& out) {
    find_with(text, size, delimiter, out, masks_by_sse2, write_offsets);
}
row_ends ends_by_sse2(std::string_view text, char delimiter) {
    return ends_with(text, delimiter, masks_by_sse2);
}

#define ATTRIB_AVX2 __attribute__((target("avx2,bmi,popcnt")))

ATTRIB_AVX2 inline masks masks_by_avx2(const char* p, char delimiter) {
    const auto* const halves = reinterpret_cast<const __m256i*>(p);
    const __m256i low = _mm256_loadu_si256(halves);
    const __m256i high = _mm256_loadu_si256(halves + 1);
    const auto equal = [&](char wanted) ATTRIB_AVX2 {
        const __m256i all = _mm256_set1_epi8(wanted);
        const auto bits = [&](__m256i half) ATTRIB_AVX2 {
            return std::uint64_t{
                static_cast<unsigned>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(half, all)))};
        };
        return bits(low) | bits(high) << 32;
    };
    return {equal(delimiter), equal('"'), equal('\n')};
}

ATTRIB_AVX2 void find_by_avx2(const char* text, std::size_t size, char delimiter, structure& out) {
    find_with(text, size, delimiter, out, masks_by_avx2, write_offsets);
}
ATTRIB_AVX2 row_ends ends_by_avx2(std::string_view text, char delimiter) {
    return ends_with(text, delimiter, masks_by_avx2);
}

#undef ATTRIB_AVX2

// AVX-512 compares 64 bytes at once, and gathers the places of set bits by one instruction.
#define ATTRIB_AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi,popcnt")))

ATTRIB_AVX512 inline masks masks_by_avx512(const char* p, char delimiter) {
    const __m512i bytes = _mm512_loadu_si512(p);
    const auto equal = [&](char wanted) ATTRIB_AVX512 {
        return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(wanted));
    };
    return {equal(delimiter), equal('"'), equal('\n')};
}

ATTRIB_AVX512 inline void write_wide_offsets(std::uint64_t bits, std::size_t /*count*/,
                                             std::size_t block, std::uint16_t* offsets) {
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

ATTRIB_AVX512 void find_by_avx512(const char* text, std::size_t size, char delimiter,
                                  structure& out) {
    find_with(text, size, delimiter, out, masks_by_avx512, write_wide_offsets);
}
ATTRIB_AVX512 row_ends ends_by_avx512(std::string_view text, char delimiter) {
    return ends_with(text, delimiter, masks_by_avx512);
}

#undef ATTRIB_AVX512

#endif

struct finder_list {
    std::array<structure_finders, 4> all{};
    std::size_t count = 0;

    finder_list() noexcept {
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2") &&
            __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt"))
            all[count++] = {find_by_avx512, ends_by_avx512};
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
            __builtin_cpu_supports("popcnt"))
            all[count++] = {find_by_avx2, ends_by_avx2};
        all[count++] = {find_by_sse2, ends_by_sse2};
#endif
        all[count++] = {find_portable, ends_portable};
    }
};

#undef ATTRIB_INTO_CALLER

}  // namespace

std::span<const structure_finders> all_structure_finders() noexcept {
    static const finder_list here;
    return std::span(here.all).first(here.count);
}

bool structural_cursor::look_ahead(std::size_t begin) noexcept {
    window_ = begin;
    place_ = feed_ = irregular_before_ = 0;
    find_(data_ + begin, std::min(structure::max_bytes, size_ - begin), delimiter_, found_);
    return found_.feed_count != 0;
}

}  // namespace attrib
