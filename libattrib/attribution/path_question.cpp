#include <algorithm>
#include <libattrib/attribution/markov_credit.hpp>
#include <libattrib/attribution/model_registry.hpp>
#include <libattrib/attribution/path_question.hpp>

namespace attrib {

model_list path_models() {
    model_list models;
    for (const model_instance& each : shipped_models())
        if (each.rule->sees_channels_only) models.push_back(each);
    models.push_back(markov_model({}));
    return models;
}

bool sees_effects(const path_question& asked) {
    return asked.wants_markov_channel ||
           std::ranges::any_of(asked.models,
                               [](const model_instance& each) { return each.rule->sees_effects; });
}

}  // namespace attrib
