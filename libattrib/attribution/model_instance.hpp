/// @file
/// A rule with its parameters under a name: what users mean by a model.
#pragma once

#include <chrono>
#include <cstdint>
#include <libattrib/attribution/model_rule.hpp>
#include <libattrib/core/time.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

struct model_instance {
    std::string name;
    const model_rule* rule = nullptr;
    /// Direct touches are taken out before the rule weighs the others, unless all are Direct.
    bool skips_direct = false;
    /// Instead of the lookback of attribution_options.
    std::optional<microseconds> lookback;
    /// The same for conversions of some names, before `lookback`.
    std::map<std::string, microseconds, std::less<>> lookbacks;
    microseconds half_life = std::chrono::hours{24 * 7};  ///< below half_life_bound
    std::uint32_t first_weight = 40;                      ///< of position_based
    std::uint32_t middle_weight = 20;
    std::uint32_t last_weight = 40;
    /// Of markov: removal effects by touch::channel, of `whole_effect`; a channel beyond them has
    /// none. Instances share one vector; they are equal when it is the same.
    std::shared_ptr<const std::vector<std::uint64_t>> effects;

    [[nodiscard]] microseconds lookback_of(std::string_view conversion_name,
                                           microseconds otherwise) const {
        if (!lookbacks.empty()) {
            const auto found = lookbacks.find(conversion_name);
            if (found != lookbacks.end()) return found->second;
        }
        return lookback.value_or(otherwise);
    }

    friend bool operator==(const model_instance&, const model_instance&) = default;
};

/// Models by their places; at most `most_models`.
using model_list = std::vector<model_instance>;

/// As many as a byte numbers, with room for what is no model.
inline constexpr std::size_t most_models = 200;

/// The longest lookback among `models`, at least `otherwise`.
[[nodiscard]] microseconds longest_lookback(const model_list& models, microseconds otherwise);

}  // namespace attrib
