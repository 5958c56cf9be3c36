/// @file
/// A rule of attribution: how a conversion's touchpoints share its credit. Each is a file of
/// models/; model_registry.hpp lists them.
#pragma once

#include <cstdint>
#include <libattrib/attribution/touch.hpp>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace attrib {

struct model_instance;

/// What a rule makes of a journey.
struct weighting {
    /// One per touch or, where there are groups, one per group, at least one above 0; their sum is
    /// below 2^62.
    std::vector<std::uint64_t> weights;
    /// Empty, or the group of each touch, numbered in the order of their first touches. A group's
    /// part is shared evenly by its touches.
    std::vector<std::uint32_t> groups;
    /// The touch that has all; then there are neither weights nor groups.
    std::optional<std::size_t> winner;

    void clear() noexcept {
        weights.clear();
        groups.clear();
        winner.reset();
    }
};

/// A parameter that a rule takes, as an instance's JSON names it.
struct model_parameter {
    std::string_view name;
    std::string_view meaning;  ///< one sentence, with unit and default
};

/// Immutable, of static storage.
struct model_rule {
    std::string_view name;
    std::string_view title;
    std::string_view meaning;  ///< one sentence
    std::span<const model_parameter> parameters;
    bool sees_sources;  ///< asks for traits that hang on source and medium
    /// Weighs the touches of one conversion, in order of time; `out` comes empty. REQUIRES: at
    /// least two touches; one has all by any rule.
    void (*weigh)(const model_instance& instance, std::span<const touch> touches, weighting& out);
    /// Asks of a touch for its channel and whether that is Direct: a path without times will do.
    bool sees_channels_only = false;
    /// Asks for the instance's `effects`, which depend on the journeys of everyone. No row of a
    /// table is by such a rule, as it would change with every journey of somebody else.
    bool sees_effects = false;
};

}  // namespace attrib
