/// @file
/// Markov attribution: which share of the conversions would go with a channel, solved exactly where
/// others simulate (docs/paths.md).
#pragma once

#include <cstdint>
#include <libattrib/core/error.hpp>
#include <span>
#include <string>
#include <vector>

namespace attrib {

/// Counts of journeys. States are channels or, of a higher order, sequences of channels. Results
/// are bit for bit the same for equal chains only, so states stand in the byte order of their
/// names.
struct markov_chain {
    explicit markov_chain(std::size_t states = 0)
        : starts(states), conversions(states), ends(states), steps(states * states) {}

    [[nodiscard]] std::size_t size() const noexcept { return starts.size(); }

    [[nodiscard]] std::uint64_t& step(std::size_t from, std::size_t to) noexcept {
        return steps[from * size() + to];
    }
    [[nodiscard]] std::uint64_t step(std::size_t from, std::size_t to) const noexcept {
        return steps[from * size() + to];
    }

    friend bool operator==(const markov_chain&, const markov_chain&) = default;

    std::vector<std::uint64_t> starts;       ///< journeys that begin in a state
    std::vector<std::uint64_t> conversions;  ///< journeys that convert from a state
    std::vector<std::uint64_t> ends;         ///< journeys that end in a state without a conversion
    std::vector<std::uint64_t> steps;  ///< from a state to another, row by row; i to i is ignored
};

/// A removal effect of 1, as removal effects are counted: in units of 10^-12.
inline constexpr std::uint64_t whole_effect = 1'000'000'000'000;

/// With all twelve decimals: `0.555555555556`.
[[nodiscard]] std::string effect_text(std::uint64_t effect);

/// What a chain says.
struct markov_effects {
    double conversion_chance = 0;        ///< of a journey; 0 where nothing converts
    std::vector<double> chances;         ///< of a journey that is in a state, per state
    std::vector<std::uint64_t> effects;  ///< removal effects, of `whole_effect`; 0 where nothing
                                         ///< converts
};

/// States that are removed together, by number, ascending.
using state_group = std::vector<std::uint32_t>;

/// The removal effect of each state: 1 - P_k / P, where P is the chance that a journey converts and
/// P_k the chance that it does without a visit to the state. Adds, multiplies and divides numbers
/// that are not negative, so that no digit cancels. Takes about 1.1 n^3 multiplications and twice
/// the memory of the chain. Errors: endless_journeys for a state that journeys come to and never
/// leave for a conversion or an end.
[[nodiscard]] result<markov_effects> solve(const markov_chain& chain);

/// The same for groups of states, which may overlap; `effects` has one per group.
[[nodiscard]] result<markov_effects> solve(const markov_chain& chain,
                                           std::span<const state_group> groups);

}  // namespace attrib
