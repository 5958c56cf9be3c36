/// @file
/// mart_markov: the Markov chain of all journeys, and what it gives to each of its values.
#pragma once

#include <libattrib/attribution/rows.hpp>
#include <libattrib/core/error.hpp>
#include <span>
#include <vector>

namespace attrib {

/// Solves a chain for each conversion name and dimension and shares the conversions and revenue of
/// its journeys, per currency, as markov_channel does (markov_credit.hpp). Takes the rows of both
/// tables of journeys, in any order. Rows of a name and dimension whose journeys never convert are
/// left out: there is nothing to share. Sorted by conversion name, dimension, currency (null first)
/// and value, text byte by byte. Errors: too_large for a chain of more values than
/// `most_markov_states`; endless_journeys for transitions that are not those of journeys.
[[nodiscard]] result<std::vector<effect_row>> markov_rows(
    std::span<const transition_row> transitions, std::span<const journey_set_row> sets);

}  // namespace attrib
