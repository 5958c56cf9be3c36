/// @file
/// Models over paths without times: what each channel earns of all journeys (docs/paths.md).
#pragma once

#include <cstdint>
#include <libattrib/attribution/path_collector.hpp>
#include <libattrib/attribution/path_question.hpp>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/core/money.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace attrib {

struct channel_credit {
    money_sum conversions;
    money_sum value;
};

/// What a model says.
struct path_credit {
    std::string model;
    std::vector<channel_credit> channels;  ///< as path_report has them
};

/// What the Markov chain of all journeys says.
struct path_effects {
    std::size_t states = 0;
    double conversion_chance = 0;        ///< of a journey
    std::vector<std::uint64_t> effects;  ///< per channel, of `whole_effect`
};

struct path_report {
    std::vector<std::string> channels;  ///< in byte order
    std::uint64_t conversions = 0;
    std::uint64_t ends = 0;
    money_sum value;
    /// In the order of the question, then markov_channel. Each adds up to conversions and value.
    std::vector<path_credit> models;
    std::optional<path_effects> markov;  ///< where a model asks for it
};

/// Credits every conversion by every model of the question, what each collector has on a thread. A
/// conversion's credit is split by itself, the value of a path in one. `channels`: what numbered
/// those of the collectors; a channel named Direct, in upper or lower case, is Direct. REQUIRES:
/// the collectors were made for this question. Errors: too_large, where a chain has too many states
/// or the collectors together 2^64 visits.
[[nodiscard]] result<path_report> attribute_paths(const dictionary& channels,
                                                  std::span<const path_collector> collected,
                                                  const path_question& asked);

}  // namespace attrib
