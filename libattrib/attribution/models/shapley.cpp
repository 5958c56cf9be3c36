#include <libattrib/attribution/model_instance.hpp>
#include <libattrib/attribution/models/channel_groups.hpp>

namespace attrib {
namespace {

void weigh(const model_instance&, std::span<const touch> touches, weighting& out) {
    out.weights.assign(group_by_channel(touches, out.groups), 1);
}

}  // namespace

extern const model_rule shapley_rule;
const model_rule shapley_rule{
    "shapley",
    "Shapley value",
    "Equal credit to every distinct channel, shared evenly by its touchpoints: the Shapley value "
    "of the game in which a set of channels earns the conversions of journeys that need no other.",
    {},
    false,
    weigh,
    true};

}  // namespace attrib
