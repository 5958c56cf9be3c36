/// @file
/// Removal effects computed once more by SQL, for holding the solver against it.
#pragma once

#include <cstddef>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/postgres/connection.hpp>
#include <string>
#include <vector>

namespace attrib {

/// The chain of all journeys of a conversion name, by both ways.
struct chain_comparison {
    std::string conversion_name;
    journey_dimension by = journey_dimension::channel;
    std::size_t states = 0;
    bool is_compared = false;       ///< false: too many states for SQL
    double largest_difference = 0;  ///< of an effect
};

/// Effects of both ways differ by less.
inline constexpr double chain_tolerance = 1e-9;

/// SQL powers the matrix of one chain per removed state; more states take minutes.
inline constexpr std::size_t most_states_compared = 64;

/// Compares the chains of all days, one for each name and dimension that has journeys, from
/// dda_transitions_daily. The second way sums up the powers of the transition matrix, by squaring,
/// for each removed state. REQUIRES: a transaction that may make temporary tables. Throws what
/// connection throws.
[[nodiscard]] std::vector<chain_comparison> compare_chains(
    connection& on, const std::vector<std::string>& conversion_names);

}  // namespace attrib
