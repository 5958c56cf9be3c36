/// @file
/// The Markov chain of the journeys of some days, and what it says (docs/models.md).
#pragma once

#include <cstdint>
#include <libattrib/attribution/markov.hpp>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/postgres/connection.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// A chain with more states is refused: to solve it takes seconds.
inline constexpr std::size_t most_states_asked = 1000;

/// Journeys of one conversion name: those that convert on one of the days, and null journeys that
/// end on one. States are the values of a dimension.
struct removal_effects {
    std::vector<std::string> values;  ///< of the states, sorted by bytes; empty: null
    markov_chain chain;
    markov_effects solved;

    /// 0 for a value that no journey has.
    [[nodiscard]] std::uint64_t effect_of(std::string_view value) const noexcept;
};

/// Which journeys count: those of days from `from` to before `to`.
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
