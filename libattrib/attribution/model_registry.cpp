#include <libattrib/attribution/model_registry.hpp>

#include <algorithm>

namespace attrib {

extern const model_rule* const registered_rules[];  // written by cmake/model_rules.cmake
extern const std::size_t registered_rule_count;

std::span<const model_rule* const> model_rules() noexcept {
    return {registered_rules, registered_rule_count};
}

const model_rule* find_rule(std::string_view name) noexcept {
    const auto rules = model_rules();
    const auto found = std::ranges::find(rules, name, &model_rule::name);
    return found == rules.end() ? nullptr : *found;
}

const model_list& shipped_models() {
    static const model_list shipped = [] {
        model_list made;
        for (const model_rule* const rule : model_rules()) {
            if (rule->sees_effects) continue;
            model_instance& each = made.emplace_back();
            each.name = rule->name;
            each.rule = rule;
        }
        return made;
    }();
    return shipped;
}

}  // namespace attrib
