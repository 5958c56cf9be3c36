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
/// half-lives; 0 after 62 of them. REQUIRES: age >= 0, 0 < half_life < half_life_bound.
[[nodiscard]] constexpr std::uint64_t half_power(microseconds age,
                                                 microseconds half_life) noexcept {
    assert(age.count() >= 0 && half_life.count() > 0 && half_life < half_life_bound);
    constexpr std::uint64_t one = std::uint64_t{1} << 30;
    constexpr std::uint64_t coefficients[] = {1073741824, 744260959, 257944476, 59575655,
                                              10391742,   1335829,   233163};
    const auto half = static_cast<std::uint64_t>(half_life.count());
    const auto elapsed = static_cast<std::uint64_t>(age.count());
    const std::uint64_t halvings = elapsed / half;
    if (halvings >= 62) return 0;
    const std::uint64_t rest = elapsed % half;
    // The 30 bits of rest / half, in two steps that fit 64 bits.
    const std::uint64_t high = (rest << 20) / half;
    const std::uint64_t low = (((rest << 20) % half) << 10) / half;
    const std::uint64_t u = one - (high << 10 | low);
    std::uint64_t power = coefficients[6];
    for (int i = 5; i >= 0; --i) power = coefficients[i] + ((power * u) >> 30);
    return power >> (halvings + 1);
}

}  // namespace attrib
