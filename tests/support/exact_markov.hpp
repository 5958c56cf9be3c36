/// @file
/// Removal effects by the definition: take a channel out, solve again, in fractions. Slow.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace attrib::test {

/// Journeys along one path.
struct path_count {
    std::vector<std::string> channels;
    std::uint64_t conversions = 0;
    std::uint64_t ends = 0;
};

struct exact_effects {
    std::string conversion_chance;       ///< as a fraction, `3/10`
    std::vector<std::string> fractions;  ///< removal effects per channel, channels in byte order
    std::vector<std::uint64_t> effects;  ///< the same as units of 10^-12, half up
};

/// The Markov model of that order: states are the last `order` channels of a journey, steps from
/// one to itself included. REQUIRES: some journey converts.
exact_effects solve_exactly(const std::vector<path_count>& paths, std::size_t order);

/// The channels, in byte order.
std::vector<std::string> channels_of(const std::vector<path_count>& paths);

/// The example of docs/paths.md.
std::vector<path_count> example_paths();

}  // namespace attrib::test
