/// @file
/// Removal effects of the journeys of some days.
#pragma once

#include <cstddef>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/attribution/transition_chain.hpp>
#include <libattrib/postgres/connection.hpp>
#include <string>

namespace attrib {

/// A chain with more states is refused: to solve it takes seconds.
inline constexpr std::size_t most_states_asked = 1000;

/// Which journeys count: those of one conversion name that convert on a day from `from` to before
/// `to`, and null journeys that end on one.
struct chain_question {
    calendar_day from;
    calendar_day to;
    std::string conversion_name;
    journey_dimension by = journey_dimension::channel;
};

/// Reads dda_transitions_daily and solves the chain. Throws failure: invalid_option for more than
/// `most_states_asked` values; those of connection.
[[nodiscard]] removal_effects read_removal_effects(connection& on, const chain_question& asked);

}  // namespace attrib
