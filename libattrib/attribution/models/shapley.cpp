#include <libattrib/attribution/model_instance.hpp>
#include <unordered_map>

namespace attrib {
namespace {

// Few touches: to compare each with those before it is faster than to hash.
constexpr std::size_t many_touches = 32;

// Returns how many groups there are.
std::uint32_t group_few(std::span<const touch> touches, std::vector<std::uint32_t>& groups) {
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < touches.size(); ++i) {
        std::size_t same = 0;
        while (touches[same].channel != touches[i].channel) ++same;
        groups.push_back(same == i ? count++ : groups[same]);
    }
    return count;
}

std::uint32_t group_many(std::span<const touch> touches, std::vector<std::uint32_t>& groups) {
    std::unordered_map<std::uint32_t, std::uint32_t> numbers;
    for (const touch& each : touches)
        groups.push_back(numbers.emplace(each.channel, static_cast<std::uint32_t>(numbers.size()))
                             .first->second);
    return static_cast<std::uint32_t>(numbers.size());
}

void weigh(const model_instance&, std::span<const touch> touches, weighting& out) {
    const std::uint32_t groups = touches.size() < many_touches ? group_few(touches, out.groups)
                                                               : group_many(touches, out.groups);
    out.weights.assign(groups, 1);
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
    weigh};

}  // namespace attrib
