#include <libattrib/attribution/model_instance.hpp>

namespace attrib {
namespace {

void weigh(const model_instance& instance, std::span<const touch> touches, weighting& out) {
    const std::uint64_t first = instance.first_weight;
    const std::uint64_t last = instance.last_weight;
    const std::size_t count = touches.size();
    if (count == 2) {
        out.weights = {first, last};
        if (first + last == 0) out.weights = {1, 1};
        return;
    }
    const std::uint64_t between = count - 2;
    out.weights.assign(count, instance.middle_weight);
    out.weights.front() = first * between;
    out.weights.back() = last * between;
}

constexpr model_parameter parameters[] = {
    {"first", "Share of the first touchpoint, in any unit that middle and last have, too; 40."},
    {"middle", "Share of all touchpoints between; 20."},
    {"last", "Share of the last touchpoint; 40."}};

}  // namespace

extern const model_rule position_based_rule;
const model_rule position_based_rule{
    "position_based",
    "Position based",
    "Fixed shares to the first and the last touchpoint; those between share the rest evenly.",
    parameters,
    false,
    weigh,
    true};

}  // namespace attrib
