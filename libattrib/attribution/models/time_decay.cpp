#include <libattrib/attribution/half_power.hpp>
#include <libattrib/attribution/model_instance.hpp>

namespace attrib {
namespace {

void weigh(const model_instance& instance, std::span<const touch> touches, weighting& out) {
    const timestamp last = touches.back().start;
    const half_power power(instance.half_life);
    for (const touch& each : touches) out.weights.push_back(power(last - each.start));
}

constexpr model_parameter parameters[] = {
    {"half_life_days", "Days after which a touchpoint's weight is half; 7."}};

}  // namespace

extern const model_rule time_decay_rule;
const model_rule time_decay_rule{
    "time_decay",
    "Time decay",
    "Credit halves with every half-life that a touchpoint lies before the last one.",
    parameters,
    false,
    weigh};

}  // namespace attrib
