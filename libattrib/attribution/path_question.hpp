/// @file
/// What is asked of paths without times.
#pragma once

#include <libattrib/attribution/model_instance.hpp>

namespace attrib {

struct path_question {
    model_list models;  ///< by rules that see channels only
    bool wants_markov_channel = true;
    unsigned order = 1;  ///< of the Markov chain, up to `highest_order`
};

/// Models that need no times: those that are always there and `markov`, with default parameters.
[[nodiscard]] model_list path_models();

/// Whether a model sees the effects of the Markov chain of all journeys.
[[nodiscard]] bool sees_effects(const path_question& asked);

}  // namespace attrib
