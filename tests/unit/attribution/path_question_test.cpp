#include <algorithm>
#include <libattrib/attribution/path_question.hpp>
#include <string>
#include <tests/catch.hpp>
#include <vector>

namespace attrib {
namespace {

path_question question_of(std::string_view model) {
    path_question asked{.models = path_models(), .wants_markov_channel = false};
    std::erase_if(asked.models, [&](const model_instance& each) { return each.name != model; });
    return asked;
}

TEST_CASE("models of paths need no times") {
    std::vector<std::string> names;
    for (const model_instance& each : path_models()) {
        CHECK(each.rule->sees_channels_only);
        names.push_back(each.name);
    }
    CHECK(names == std::vector<std::string>{"first_click", "last_click", "first_non_direct",
                                            "last_non_direct", "linear", "position_based",
                                            "shapley", "markov"});
}

TEST_CASE("effects are seen by markov and markov_channel only") {
    CHECK(sees_effects(question_of("markov")));
    CHECK(sees_effects({.models = {}, .wants_markov_channel = true}));
    CHECK_FALSE(sees_effects(question_of("linear")));
    CHECK_FALSE(sees_effects({.models = {}, .wants_markov_channel = false}));
}

}  // namespace
}  // namespace attrib
