/// @file
/// Credit by removal effects.
#pragma once

#include <cstdint>
#include <libattrib/attribution/model_instance.hpp>
#include <libattrib/core/money.hpp>
#include <span>
#include <vector>

namespace attrib {

/// The model `markov`, which shares each conversion among its channels: those of its touchpoints,
/// in proportion to their effects. `effects`: by touch::channel, of `whole_effect`.
[[nodiscard]] model_instance markov_model(std::vector<std::uint64_t> effects);

/// The names of that model and of the one that `split_by_effects` is.
inline constexpr std::string_view markov_name = "markov";
inline constexpr std::string_view markov_channel_name = "markov_channel";

/// The model `markov_channel`: shares a total among all channels in proportion to their effects,
/// exactly. It is the classic table of Markov attribution. A channel may get more conversions than
/// it was part of, so it says nothing of a single conversion. Effects stand in the byte order of
/// the channels' names. Empty where all effects are 0: there is no model.
[[nodiscard]] std::vector<money_sum> split_by_effects(const money_sum& total,
                                                      std::span<const std::uint64_t> effects);

}  // namespace attrib
