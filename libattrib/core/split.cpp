#include <libattrib/core/split.hpp>

#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>

namespace attrib {
namespace {

__extension__ using wide = unsigned __int128;

// Up to so many comparisons, going through the remainders is faster than ordering them.
constexpr std::size_t few_comparisons = 64;

// Divides by the same number again and again: by a multiplication where the dividend has 64 bits.
class divider {
   public:
    explicit divider(std::uint64_t by) noexcept
        : by_(by), reciprocal_(std::numeric_limits<std::uint64_t>::max() / by) {}

    struct result {
        std::uint64_t quotient;
        std::uint64_t rest;
    };

    // REQUIRES: the quotient fits 64 bits.
    [[nodiscard]] result operator()(wide dividend) const noexcept {
        if (dividend >> 64 != 0)
            return {static_cast<std::uint64_t>(dividend / by_),
                    static_cast<std::uint64_t>(dividend % by_)};
        const auto narrow = static_cast<std::uint64_t>(dividend);
        // Too small by 2 at most, as the reciprocal is too small by less than 1 in 2^64.
        auto quotient = static_cast<std::uint64_t>((wide{narrow} * reciprocal_) >> 64);
        std::uint64_t rest = narrow - quotient * by_;
        while (rest >= by_) {
            rest -= by_;
            ++quotient;
        }
        return {quotient, rest};
    }

   private:
    std::uint64_t by_;
    std::uint64_t reciprocal_;
};

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
    const divider divide(sum);
    std::uint64_t left = whole;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const auto [floor, rest] = divide(static_cast<wide>(whole) * weights[i]);
        parts[i] = with_sign(floor, is_negative);
        left -= floor;
        if (rest != 0) remainders_.push_back({rest, i});
    }
    // `left` is the sum of the remainders over `sum`, so it is below their number.
    const std::int64_t unit = is_negative ? -1 : 1;
    if (left * remainders_.size() <= few_comparisons) {
        for (; left > 0; --left) {
            remainder* largest = &remainders_.front();
            for (remainder& each : remainders_)
                if (each.rest > largest->rest) largest = &each;
            parts[largest->place] += unit;
            largest->rest = 0;
        }
        return;
    }
    const auto last_up = remainders_.begin() + static_cast<std::ptrdiff_t>(left - 1);
    std::ranges::nth_element(remainders_, last_up, [](const remainder& a, const remainder& b) {
        return a.rest != b.rest ? a.rest > b.rest : a.place < b.place;
    });
    for (auto each = remainders_.begin(); each <= last_up; ++each) parts[each->place] += unit;
}

// Whole multiples of the sum of the weights leave no remainder, and the rest has 64 bits.
void splitter::split(const money_sum& total, std::span<const weight> weights,
                     std::span<money_sum> parts) {
    const std::uint64_t sum = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
    assert(sum > 0);
    const auto whole = static_cast<money_sum::count>(sum);
    of_rest_.resize(weights.size());
    split(static_cast<std::int64_t>(total.millionths % whole), weights, of_rest_);
    for (std::size_t i = 0; i < weights.size(); ++i)
        parts[i].millionths =
            total.millionths / whole * static_cast<money_sum::count>(weights[i]) + of_rest_[i];
}

}  // namespace attrib
