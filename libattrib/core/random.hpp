/// @file
/// Random numbers that are the same on every compiler and machine: integers only, distributions of
/// our own (those of <random> differ between libraries).
#pragma once

#include <cstdint>
#include <libattrib/core/hash.hpp>

namespace attrib {

/// A stream of random numbers, set by its seed alone; 8 bytes of state, period 2^64. Not for
/// secrets. Method: a counter of odd step, each value mixed (SplitMix64, Steele et al. 2014, with
/// the mixer of core/hash.hpp).
class random_stream {
   public:
    explicit constexpr random_stream(std::uint64_t seed) noexcept : state_(mix(seed)) {}

    /// 64 random bits.
    constexpr std::uint64_t next() noexcept {
        state_ += 0x9e3779b97f4a7c15;
        return mix(state_);
    }

    /// Evenly from 0 to bound - 1; off by at most bound / 2^64. REQUIRES: bound > 0.
    constexpr std::uint64_t below(std::uint64_t bound) noexcept {
        __extension__ using wide = unsigned __int128;
        return static_cast<std::uint64_t>(static_cast<wide>(next()) * bound >> 64);
    }

    /// True `parts` times in a million.
    constexpr bool chance_ppm(std::uint64_t parts) noexcept { return below(1'000'000) < parts; }

    /// True once in `count` times.
    constexpr bool one_in(std::uint64_t count) noexcept { return below(count) == 0; }

   private:
    std::uint64_t state_;
};

}  // namespace attrib
