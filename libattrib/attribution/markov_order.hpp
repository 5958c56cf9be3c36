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
    /// REQUIRES: `order` from 1 to `highest_order`.
    explicit chain_builder(unsigned order);

    /// Adds `conversions` journeys along `path` that convert and `ends` that do not. Channels are
    /// numbered from 0 without gaps, in any order. REQUIRES: the visits of all journeys added are
    /// below 2^64.
    void add(std::span<const std::uint32_t> path, std::uint64_t conversions, std::uint64_t ends);

    /// Adds what another builder of the same order has. REQUIRES: it numbers channels alike.
    void add(const chain_builder& more);

    /// `places`: per channel its place in the byte order of names, which numbers it in the result.
    /// States come in the order of their channels, a shorter one before those that continue it.
    /// Errors: too_large for more states, or channels, than `most_markov_states`.
    [[nodiscard]] result<channel_chain> finish(std::span<const std::uint32_t> places) const;

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
        std::vector<step> steps;  // by channel, up to the last that is known
    };

    struct state {
        std::vector<std::uint32_t> channels;  // by their places
        std::uint32_t node = 0;
    };

    static constexpr std::uint32_t beginning = 0;
    static constexpr std::uint32_t no_state = ~std::uint32_t{0};

    // What follows on a node: a node that is made where it is new, or `no_state` where there are
    // too many.
    std::uint32_t next_of(std::uint32_t from, std::uint32_t channel) {
        const std::vector<step>& steps = nodes_[from].steps;
        if (channel < steps.size() && steps[channel].next != 0) return steps[channel].next;
        return learn_next(from, channel);
    }
    step& step_of(std::uint32_t from, std::uint32_t channel) {
        std::vector<step>& steps = nodes_[from].steps;
        if (channel >= steps.size()) steps.resize(channel + 1);
        return steps[channel];
    }
    std::uint32_t learn_next(std::uint32_t from, std::uint32_t channel);
    std::uint32_t find_next(std::uint32_t from, std::uint32_t channel);
    [[nodiscard]] bool is_state(const node& of) const noexcept;
    [[nodiscard]] std::vector<state> ordered_states(std::span<const std::uint32_t> places) const;

    unsigned order_;
    std::vector<node> nodes_;  // the first has met nothing
    bool is_full_ = false;     // there are too many states or channels: the rest is left out
};

}  // namespace attrib
