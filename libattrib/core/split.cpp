#include <libattrib/core/split.hpp>

#include <algorithm>
#include <cassert>

namespace attrib {
namespace {

__extension__ using wide = unsigned __int128;

// -2^63 has a magnitude, too.
std::uint64_t magnitude_of(std::int64_t value) noexcept {
    const auto bits = static_cast<std::uint64_t>(value);
    return value < 0 ? 0 - bits : bits;
}

std::int64_t with_sign(std::uint64_t magnitude, bool is_negative) noexcept {
    return static_cast<std::int64_t>(is_negative ? 0 - magnitude : magnitude);
}

}  // namespace

void splitter::split(std::int64_t total, std::span<const weight> weights,
                     std::span<std::int64_t> parts) {
    assert(weights.size() == parts.size());
    const bool is_negative = total < 0;
    const std::uint64_t whole = magnitude_of(total);
    std::uint64_t sum = 0;
    for (const weight each : weights) sum += each;
    assert(sum > 0);
    remainders_.clear();
    std::uint64_t left = whole;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const wide product = static_cast<wide>(whole) * weights[i];
        const bool is_narrow = product >> 64 == 0;  // dividing 64 bits is much faster
        const auto narrow = static_cast<std::uint64_t>(product);
        const auto floor = is_narrow ? narrow / sum : static_cast<std::uint64_t>(product / sum);
        const auto rest = is_narrow ? narrow % sum : static_cast<std::uint64_t>(product % sum);
        parts[i] = with_sign(floor, is_negative);
        left -= floor;
        if (rest != 0) remainders_.push_back({rest, i});
    }
    // `left` is the sum of the remainders over `sum`, so it is below their number.
    if (left == 0) return;
    const auto last_up = remainders_.begin() + static_cast<std::ptrdiff_t>(left - 1);
    std::ranges::nth_element(remainders_, last_up, [](const remainder& a, const remainder& b) {
        return a.rest != b.rest ? a.rest > b.rest : a.place < b.place;
    });
    for (auto each = remainders_.begin(); each <= last_up; ++each)
        parts[each->place] += is_negative ? -1 : 1;
}

}  // namespace attrib
