/// @file
/// Markov chains of higher order: states are the last channels of a journey.
#pragma once

#include <array>
#include <cstdint>
#include <libattrib/attribution/markov.hpp>
#include <libattrib/core/error.hpp>
#include <span>
#include <vector>

namespace attrib {

inline constexpr unsigned highest_order = 4;

/// A chain with more states is not solved: it could take minutes.
inline constexpr std::size_t most_markov_states = 5000;

/// A chain, and what its states stand for.
struct channel_chain {
    markov_chain chain;
    std::vector<std::vector<std::uint32_t>> states;  ///< the channels of each, in order of time
    std::vector<state_group> groups;                 ///< per channel the states that contain it
};

/// Makes the chain of order k of journeys. Its states are sequences of k channels; a shorter
/// journey is one state. A step from a state to itself, which changes no effect, is not counted: at
/// order 1 equal neighbours of a journey are one visit. The order in which journeys come does not
/// matter. Not thread-safe.
class chain_builder {
   public:
    /// REQUIRES: `order` from 1 to `highest_order`; `channels` are numbered in the byte order of
    /// their names.
    chain_builder(unsigned order, std::size_t channels);

    /// Adds `conversions` journeys along `path` that convert and `ends` that do not. REQUIRES: the
    /// visits of all journeys added are below 2^64.
    void add(std::span<const std::uint32_t> path, std::uint64_t conversions, std::uint64_t ends);

    /// Adds what another builder of the same order and channels has.
    void add(const chain_builder& more);

    /// States in the order of their channels, a shorter one before those that continue it. Errors:
    /// too_large for more states, or channels, than `most_markov_states`.
    [[nodiscard]] result<channel_chain> finish() const;

   private:
    struct step {
        std::uint32_t next = 0;  // 0: not known yet
        std::uint64_t journeys = 0;
    };

    // What a journey may have met last: up to `order_` channels. It is a state where it has as
    // many, or where a journey has no more.
    struct node {
        std::array<std::uint32_t, highest_order> channels{};
        std::uint32_t length = 0;
        std::uint64_t starts = 0;
        std::uint64_t conversions = 0;
        std::uint64_t ends = 0;
        std::vector<step> steps;  // by channel; empty until there is one
    };

    std::uint32_t next_of(std::uint32_t from, std::uint32_t channel) {
        const std::vector<step>& steps = nodes_[from].steps;
        if (!steps.empty() && steps[channel].next != 0) return steps[channel].next;
        return learn_next(from, channel);
    }
    std::uint32_t learn_next(std::uint32_t from, std::uint32_t channel);
    std::uint32_t find_next(std::uint32_t from, std::uint32_t channel);
    [[nodiscard]] bool is_full() const noexcept;
    [[nodiscard]] bool is_state(const node& of) const noexcept;
    [[nodiscard]] std::vector<std::uint32_t> ordered_states() const;

    unsigned order_;
    std::size_t channels_;
    std::vector<node> nodes_;  // the first has met nothing
    bool was_full_ = false;
};

}  // namespace attrib
