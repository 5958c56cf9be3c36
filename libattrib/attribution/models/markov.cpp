#include <algorithm>
#include <libattrib/attribution/model_instance.hpp>
#include <libattrib/attribution/models/channel_groups.hpp>

namespace attrib {
namespace {

std::uint64_t effect_of(const model_instance& instance, std::uint32_t channel) noexcept {
    if (instance.effects == nullptr || channel >= instance.effects->size()) return 0;
    return (*instance.effects)[channel];
}

// Effects are at most 10^12, so that those of four million channels stay below 2^62.
void weigh(const model_instance& instance, std::span<const touch> touches, weighting& out) {
    out.weights.assign(group_by_channel(touches, out.groups), 0);
    for (std::size_t i = 0; i < touches.size(); ++i)
        out.weights[out.groups[i]] = effect_of(instance, touches[i].channel);
    if (std::ranges::all_of(out.weights, [](std::uint64_t each) { return each == 0; }))
        std::ranges::fill(out.weights, 1);
}

}  // namespace

extern const model_rule markov_rule;
const model_rule markov_rule{
    "markov",
    "Markov chain",
    "Credit to every distinct channel in proportion to its removal effect in the chain of all "
    "journeys, shared evenly by its touchpoints; where no channel has an effect, evenly.",
    {},
    false,
    weigh,
    true,
    true};

}  // namespace attrib
