/// @file
/// The weight of an age that halves with every half-life, in 64-bit integers: the same on every
/// machine and in SQL (docs/models.md).
#pragma once

#include <cassert>
#include <cstdint>
#include <libattrib/core/time.hpp>

namespace attrib {

/// Half-lives are shorter than this: 2^43 microseconds, 101 days.
inline constexpr microseconds half_life_bound{std::int64_t{1} << 43};

/// 2^30 * 2^(-age / half_life), to 3.6e-9 of 2^30; never rises with age; 2^29, 2^28, ... at whole
/// half-lives; 0 after 62 of them. Divides once for all ages, not for each.
class half_power {
   public:
    /// REQUIRES: 0 < half_life < half_life_bound.
    explicit constexpr half_power(microseconds half_life) noexcept
        : half_(static_cast<std::uint64_t>(half_life.count())), reciprocal_(reciprocal_of(half_)) {
        assert(half_life.count() > 0 && half_life < half_life_bound);
    }

    /// REQUIRES: 0 <= age < 2^63 microseconds.
    [[nodiscard]] constexpr std::uint64_t operator()(microseconds age) const noexcept {
        assert(age.count() >= 0);
        constexpr std::uint64_t one = std::uint64_t{1} << fraction_bits;
        constexpr std::uint64_t coefficients[] = {1073741824, 744260959, 257944476, 59575655,
                                                  10391742,   1335829,   233163};
        const auto elapsed = static_cast<std::uint64_t>(age.count());
        if (elapsed >= most_halvings * half_) return 0;
        const std::uint64_t halvings = quotient(elapsed, 0);
        const std::uint64_t rest = elapsed - halvings * half_;
        const std::uint64_t u = one - quotient(rest, fraction_bits);
        std::uint64_t power = coefficients[6];
        for (int i = 5; i >= 0; --i) power = coefficients[i] + ((power * u) >> fraction_bits);
        return power >> (halvings + 1);
    }

   private:
    __extension__ using wide = unsigned __int128;
    static constexpr unsigned fraction_bits = 30;
    static constexpr std::uint64_t most_halvings = 62;
    // So many that what the rounded reciprocal lacks does not count: an age's rest is below 2^43.
    static constexpr unsigned reciprocal_bits = 43 + fraction_bits;

    // 2^73 / half, rounded down, in two steps of 64 bits, which are faster than one of 128.
    static constexpr wide reciprocal_of(std::uint64_t half) noexcept {
        constexpr std::uint64_t high = std::uint64_t{1} << 63;
        constexpr unsigned low_bits = reciprocal_bits - 63;
        return wide{high / half} << low_bits | (high % half << low_bits) / half;
    }

    // number * 2^shift / half_, rounded down. The estimate is that, or one less. Then the remainder
    // says so: it fits 64 bits, although the shifted number does not, and they wrap.
    // REQUIRES: number * 2^shift < 2^73, number < 62 * half_.
    [[nodiscard]] constexpr std::uint64_t quotient(std::uint64_t number,
                                                   unsigned shift) const noexcept {
        const auto estimate =
            static_cast<std::uint64_t>((wide{number} * reciprocal_) >> (reciprocal_bits - shift));
        const std::uint64_t remainder = (number << shift) - estimate * half_;
        return remainder >= half_ ? estimate + 1 : estimate;
    }

    std::uint64_t half_;
    wide reciprocal_;
};

}  // namespace attrib
