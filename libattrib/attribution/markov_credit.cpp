#include <libattrib/attribution/markov_credit.hpp>

#include <algorithm>
#include <libattrib/attribution/model_registry.hpp>
#include <libattrib/core/split.hpp>

namespace attrib {

model_instance markov_model(std::vector<std::uint64_t> effects) {
    model_instance made;
    made.rule = find_rule("markov");
    made.name = made.rule->name;
    made.effects = std::make_shared<const std::vector<std::uint64_t>>(std::move(effects));
    return made;
}

std::vector<money_sum> split_by_effects(const money_sum& total,
                                        std::span<const std::uint64_t> effects) {
    if (std::ranges::all_of(effects, [](std::uint64_t each) { return each == 0; })) return {};
    std::vector<money_sum> parts(effects.size());
    splitter().split(total, effects, parts);
    return parts;
}

}  // namespace attrib
