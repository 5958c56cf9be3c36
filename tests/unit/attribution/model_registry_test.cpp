#include <libattrib/attribution/model_registry.hpp>
#include <set>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("the rules are those of docs/models.md, in its order") {
    std::vector<std::string_view> names;
    for (const model_rule* const each : model_rules()) names.push_back(each->name);
    CHECK(names == std::vector<std::string_view>{"first_click", "last_click", "first_non_direct",
                                                 "last_non_direct", "last_paid", "google_paid",
                                                 "linear", "position_based", "time_decay",
                                                 "shapley", "markov"});
}

TEST_CASE("a rule says what it is and what it takes") {
    for (const model_rule* const each : model_rules()) {
        CAPTURE(each->name);
        CHECK_FALSE(each->title.empty());
        CHECK(each->meaning.ends_with('.'));
        for (const model_parameter& parameter : each->parameters) {
            CHECK_FALSE(parameter.name.empty());
            CHECK(parameter.meaning.ends_with('.'));
        }
        CHECK(each->sees_sources == (each->name == "google_paid"));
    }
}

TEST_CASE("rules that a path without times will do for") {
    std::vector<std::string_view> names;
    for (const model_rule* const each : model_rules())
        if (each->sees_channels_only) names.push_back(each->name);
    CHECK(names == std::vector<std::string_view>{"first_click", "last_click", "first_non_direct",
                                                 "last_non_direct", "linear", "position_based",
                                                 "shapley", "markov"});
}

TEST_CASE("rules are found by name") {
    CHECK(find_rule("markov")->sees_effects);
    CHECK(find_rule("linear")->name == "linear");
    CHECK(find_rule("Linear") == nullptr);
    CHECK(find_rule("") == nullptr);
}

TEST_CASE("every rule that sees one conversion is shipped, with default parameters") {
    std::vector<const model_rule*> rules;
    for (const model_rule* const each : model_rules())
        if (!each->sees_effects) rules.push_back(each);
    CHECK(rules.size() == model_rules().size() - 1);
    REQUIRE(shipped_models().size() == rules.size());
    for (std::size_t i = 0; i < shipped_models().size(); ++i) {
        const model_instance& each = shipped_models()[i];
        CHECK(each.rule == rules[i]);
        CHECK(each.name == each.rule->name);
        model_instance plain;
        plain.name = each.name;
        plain.rule = each.rule;
        CHECK(each == plain);
    }
}

}  // namespace
}  // namespace attrib
