#include <libattrib/attribution/half_power.hpp>
#include <libattrib/attribution/model_registry.hpp>
#include <libattrib/attribution/models_file.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

using Catch::Matchers::Contains;
using std::chrono::days;
using std::chrono::hours;

// What is wrong with a file of this text.
std::string refusal_of(const std::string& json) {
    const auto parsed = parse_models(json, "m.json");
    if (parsed) return "nothing";
    CHECK(parsed.error().code == errc::bad_models);
    CHECK_THAT(parsed.error().message, Catch::Matchers::StartsWith("m.json: "));
    return parsed.error().message;
}

// A model of these members beside a name.
std::string model_with(const std::string& members) {
    return R"([{"name": "mine", )" + members + "}]";
}

TEST_CASE("a file of models, every member given") {
    const auto models = parse_models(R"([
  {"name": "decay_3d", "rule": "time_decay", "half_life_days": 3, "direct": "skip",
   "lookback_days": 30, "lookback_days_by_conversion": {"lead": 7, "sign_up": 0.5}},
  {"name": "j-shaped", "rule": "position_based", "first": 20, "middle": 20, "last": 60,
   "direct": "keep"},
  {"name": "linear.90", "rule": "linear", "lookback_days": 90}])",
                                     "m.json")
                            .value();
    REQUIRE(models.size() == 3);
    CHECK(models[0].name == "decay_3d");
    CHECK(models[0].rule == find_rule("time_decay"));
    CHECK(models[0].half_life == days{3});
    CHECK(models[0].skips_direct);
    CHECK(models[0].lookback == days{30});
    CHECK(models[0].lookback_of("lead", days{14}) == days{7});
    CHECK(models[0].lookback_of("sign_up", days{14}) == hours{12});
    CHECK(models[1].first_weight == 20);
    CHECK(models[1].middle_weight == 20);
    CHECK(models[1].last_weight == 60);
    CHECK_FALSE(models[1].skips_direct);
    CHECK_FALSE(models[1].lookback.has_value());
    CHECK(models[2].lookback == days{90});
}

TEST_CASE("what is no array of models is refused, naming the file") {
    CHECK_THAT(refusal_of(""), Contains("it is not JSON"));
    CHECK_THAT(refusal_of("{"), Contains("it is not JSON"));
    CHECK_THAT(refusal_of("{}"), Contains("it is not an array of models") && Contains("decay_3d"));
    CHECK_THAT(refusal_of("[]"), Contains("it defines no model"));
    CHECK_THAT(refusal_of("[3]"), Contains("model 1: it is not an object"));
}

TEST_CASE("a model without name or rule is refused") {
    CHECK_THAT(refusal_of(R"([{"rule": "linear"}])"), Contains("it has no `name`"));
    CHECK_THAT(refusal_of(R"([{"name": "x"}])"), Contains("model 1 (x): it has no `rule`"));
    CHECK_THAT(refusal_of(model_with(R"("rule": "markov")")),
               Contains("`markov` is not a rule; those are first_click, last_click"));
    CHECK_THAT(refusal_of(model_with(R"("rule": 3)")), Contains("`rule` is not a text"));
}

TEST_CASE("names are short words of their own") {
    for (const char* const wrong : {"", "a b", "a,b", "\xC3\xBC", "a/b"})
        CHECK_THAT(refusal_of(R"([{"name": ")" + std::string(wrong) + R"(", "rule": "linear"}])"),
                   Contains("`name` is not 1 to 100 letters"));
    CHECK_THAT(refusal_of(R"([{"name": ")" + std::string(101, 'a') + R"(", "rule": "linear"}])"),
               Contains("`name` is not 1 to 100 letters"));
    CHECK_THAT(refusal_of(R"([{"name": "linear", "rule": "linear"}])"),
               Contains("a model that is always there"));
    for (const char* const reserved : {"markov", "markov_channel"})
        CHECK_THAT(
            refusal_of(R"([{"name": ")" + std::string(reserved) + R"(", "rule": "linear"}])"),
            Contains("a model that is always there"));
    CHECK_THAT(refusal_of(R"([{"name": "x", "rule": "linear"}, {"name": "x", "rule": "linear"}])"),
               Contains("model 2 (x): another model of the file has its name"));
}

TEST_CASE("a member that the rule does not take is refused, naming those it takes") {
    CHECK_THAT(refusal_of(model_with(R"("rule": "linear", "half_life_days": 3)")),
               Contains("`half_life_days` is not a member that linear takes; those are name, rule, "
                        "direct, lookback_days, lookback_days_by_conversion"));
    CHECK_THAT(refusal_of(model_with(R"("rule": "position_based", "frist": 3)")),
               Contains("lookback_days_by_conversion, first, middle, last"));
}

TEST_CASE("parameters have bounds") {
    const auto decay = [](const std::string& days) {
        return refusal_of(model_with(R"("rule": "time_decay", "half_life_days": )" + days));
    };
    for (const char* const wrong : {"0", "-1", "100.01", "1e-12", "\"7\"", "null", "1e300"})
        CHECK_THAT(decay(wrong), Contains("`half_life_days` is not a number of days above 0"));
    for (const char* const right : {"100", "0.5", "1e-10"}) CHECK(decay(right) == "nothing");
    const auto lookback = [](const std::string& days) {
        return refusal_of(model_with(R"("rule": "linear", "lookback_days": )" + days));
    };
    for (const char* const wrong : {"0", "90.1", "[1]"})
        CHECK_THAT(lookback(wrong), Contains("above 0 and up to 90"));
    CHECK(lookback("90") == "nothing");
    CHECK_THAT(refusal_of(model_with(R"("rule": "linear", "lookback_days_by_conversion": 7)")),
               Contains("is not an object of conversion names with days"));
    CHECK_THAT(
        refusal_of(model_with(R"("rule": "linear", "lookback_days_by_conversion": {"a": 0})")),
        Contains("`a` is not a number of days"));
    const auto first = [](const std::string& weight) {
        return refusal_of(model_with(R"("rule": "position_based", "first": )" + weight));
    };
    for (const char* const wrong : {"-1", "1000001", "0.5", "\"40\""})
        CHECK_THAT(first(wrong), Contains("`first` is not a whole number from 0 to 1000000"));
    CHECK(first("1000000") == "nothing");
    CHECK_THAT(
        refusal_of(model_with(R"("rule": "position_based", "first": 0, "middle": 0, "last": 0)")),
        Contains("`first`, `middle` and `last` are all 0"));
    CHECK_THAT(refusal_of(model_with(R"("rule": "linear", "direct": "drop")")),
               Contains("`direct` is neither keep nor skip"));
}

TEST_CASE("the longest half-life that a file may give is below the bound") {
    const auto models =
        parse_models(model_with(R"("rule": "time_decay", "half_life_days": 100)"), "m").value();
    CHECK(models[0].half_life == days{100});
    CHECK(models[0].half_life < half_life_bound);
}

TEST_CASE("what is wrong is told with the line on which its model begins") {
    CHECK_THAT(refusal_of("[\n{\"name\": \"a[{\\\"\", \"rule\": \"linear\"}]"),
               Contains("m.json: line 2: model 1"));
    CHECK_THAT(refusal_of(R"([
  {"name": "a", "rule": "linear", "lookback_days_by_conversion": {"}{": 1}},

  {"name": "b",
   "rule": "none"}])"),
               Contains("m.json: line 4: model 2 (b): `none` is not a rule"));
}

TEST_CASE("there are at most so many models") {
    std::string json = "[";
    const std::size_t room = most_models - shipped_models().size();
    for (std::size_t i = 0; i < room; ++i)
        json +=
            (i == 0 ? "" : ",") + (R"({"name":"m)" + std::to_string(i)) + R"(","rule":"linear"})";
    CHECK(parse_models(json + "]", "m").value().size() == room);
    CHECK_THAT(refusal_of(json + R"(,{"name":"more","rule":"linear"}])"),
               Contains("there are more than 200 models"));
}

TEST_CASE("models are read from a file, and a file that is not there is an error") {
    const test::temporary_directory folder;
    const std::string path = folder.write("m.json", model_with(R"("rule": "linear")"));
    CHECK(read_models_file(path).value().at(0).name == "mine");
    CHECK_FALSE(read_models_file(folder.file("none.json")).has_value());
    CHECK_THAT(read_models_file(folder.file("none.json")).error().message, Contains("none.json"));
}

TEST_CASE("models are chosen by name, in the order of the names") {
    const model_list& known = shipped_models();
    CHECK(choose_models(known, {}).value() == known);
    const auto chosen = choose_models(known, {"shapley", "first_click"}).value();
    REQUIRE(chosen.size() == 2);
    CHECK(chosen[0].name == "shapley");
    CHECK(chosen[1].name == "first_click");
    CHECK_THAT(choose_models(known, {"none"}).error().message,
               Contains("there is no model `none`; those are first_click, last_click"));
    CHECK_THAT(choose_models(known, {"linear", "linear"}).error().message,
               Contains("model `linear` is chosen twice"));
}

TEST_CASE("an instance is written as the JSON that defines it") {
    model_instance decay = shipped_models().at(8);
    REQUIRE(decay.name == "time_decay");
    CHECK(json_of(decay) ==
          R"({"name":"time_decay","rule":"time_decay","direct":"keep","half_life_days":7})");
    decay.lookback = hours{12};
    decay.lookbacks = {{"a\"b", days{7}}, {"lead", days{30}}};
    decay.skips_direct = true;
    CHECK(json_of(decay) ==
          R"({"name":"time_decay","rule":"time_decay","direct":"skip","lookback_days":0.5,)"
          R"("lookback_days_by_conversion":{"a\"b":7,"lead":30},"half_life_days":7})");
}

TEST_CASE("models come back from their JSON, to the microsecond") {
    model_list models = shipped_models();
    for (const std::int64_t span : {std::int64_t{1}, std::int64_t{3}, std::int64_t{86'399'999'999},
                                    std::int64_t{7'775'999'999'999}}) {
        for (model_instance& each : models) {
            each.lookback = microseconds{span};
            each.lookbacks["x"] = microseconds{span};
            if (each.rule->name == "time_decay") each.half_life = microseconds{span};
            if (each.rule->name == "position_based") each.middle_weight = 33;
        }
        CHECK(models_of_json(json_of(models)).value() == models);
    }
}

}  // namespace
}  // namespace attrib
