#include <algorithm>
#include <bit>
#include <cstdint>
#include <libattrib/core/blank.hpp>
#include <libattrib/io/text_cutter.hpp>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace attrib {
namespace {

constexpr std::size_t most_places = 64;
constexpr std::size_t most_looked_at = 8;  // characters of a separator that are found by masks

// A bit for each of the `size` bytes, at most 64, that is `wanted`.
std::uint64_t places_of(char wanted, const char* text, std::size_t size) noexcept {
    std::uint64_t places = 0;
#if defined(__SSE2__)
    constexpr std::size_t lane_bytes = sizeof(__m128i);
    if (size >= lane_bytes) {
        const __m128i all = _mm_set1_epi8(wanted);
        // The last lanes overlap. Four of them, needed or not, are sooner than a loop whose end the
        // processor cannot foresee.
        for (std::size_t lane = 0; lane < most_places; lane += lane_bytes) {
            const std::size_t at = std::min(lane, size - lane_bytes);
            const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + at));
            const auto equal = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, all)));
            places |= std::uint64_t{equal} << at;
        }
        return places;
    }
#endif
    for (std::size_t at = 0; at < size; ++at)
        places |= static_cast<std::uint64_t>(text[at] == wanted) << at;
    return places;
}

std::string_view without_first_blanks(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    return text;
}

std::string_view without_last_blanks(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

// A bit for each place of at most 64 bytes where the separator begins, as far as it is looked at.
std::uint64_t starts_of(std::string_view looked_at, const char* text, std::size_t size) noexcept {
    std::uint64_t starts = ~std::uint64_t{0};
    for (std::size_t i = 0; i < looked_at.size(); ++i)
        starts &= places_of(looked_at[i], text, size) >> i;
    return starts;
}

}  // namespace

text_cutter::text_cutter(std::string_view separator)
    : separator_(separator),
      at_begin_(without_first_blanks(separator)),
      at_end_(without_last_blanks(separator)),
      parts_(most_places) {}

// Looks at one character before it compares, which takes a call.
bool text_cutter::has_separator_at_end(std::string_view text) const noexcept {
    if (at_begin_.empty() || text.empty()) return false;
    return (text.front() == at_begin_.front() && text.starts_with(at_begin_)) ||
           (text.back() == at_end_.back() && text.ends_with(at_end_));
}

bool text_cutter::cut(std::string_view text) {
    const std::string_view separator = separator_;
    const std::string_view looked_at = separator.substr(0, most_looked_at);
    // A separator that begins later in a block may not end in it.
    const std::size_t starts_per_block = most_places - looked_at.size() + 1;
    std::size_t count = 0;
    std::size_t begin = 0;  // of the part
    bool has_empty = false;
    const auto take = [&](std::size_t end) {
        const std::string_view part = trimmed(text.substr(begin, end - begin));
        has_empty |= part.empty();
        parts_[count++] = part;
    };
    for (std::size_t block = 0; block < text.size(); block += starts_per_block) {
        const std::size_t size = std::min(most_places, text.size() - block);
        std::uint64_t starts = starts_of(looked_at, text.data() + block, size);
        if (parts_.size() <= count + most_places) parts_.resize(2 * (count + most_places));
        for (; starts != 0; starts &= starts - 1) {
            const std::size_t start = block + static_cast<std::size_t>(std::countr_zero(starts));
            if (start < begin) continue;
            if (separator.size() > most_looked_at && !text.substr(start).starts_with(separator))
                continue;
            take(start);
            begin = start + separator.size();
        }
    }
    take(text.size());
    count_ = count;
    return !has_empty && !has_separator_at_end(text);
}

}  // namespace attrib
