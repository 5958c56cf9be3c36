#include <libattrib/attribution/models_file.hpp>

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <libattrib/attribution/half_power.hpp>
#include <libattrib/attribution/markov_credit.hpp>
#include <libattrib/attribution/model_registry.hpp>
#include <libattrib/core/json_text.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/io/byte_source.hpp>

namespace attrib {
namespace {

namespace dom = simdjson::dom;

constexpr double microseconds_a_day = 86'400e6;
constexpr double longest_days = 90;
constexpr std::int64_t largest_weight = 1'000'000;
constexpr std::size_t longest_name = 100;

// What is wrong with a model; its place is added by who knows it.
struct wrong_model {
    std::string problem;
};

std::string names_of_rules() {
    std::string names;
    for (const model_rule* const rule : model_rules())
        if (!rule->sees_effects) names += (names.empty() ? "" : ", ") + std::string(rule->name);
    return names;
}

bool has_parameter(const model_rule& rule, std::string_view name) {
    return std::ranges::find(rule.parameters, name, &model_parameter::name) !=
           rule.parameters.end();
}

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_name && std::ranges::all_of(name, [](char c) {
        const char lower = ascii_lower(c);
        return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '.';
    });
}

std::string text_of(std::string_view member, dom::element value) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS)
        throw wrong_model{fmt::format("`{}` is not a text", member)};
    return std::string(text);
}

// Days may have a fraction: 0.5 is twelve hours.
microseconds days_of(std::string_view member, dom::element value, double most) {
    double days = 0;
    // Less than half a microsecond is nothing.
    const auto span = [&] { return microseconds{std::llround(days * microseconds_a_day)}; };
    if (value.get(days) != simdjson::SUCCESS || !(days > 0) || days > most || span().count() == 0)
        throw wrong_model{
            fmt::format("`{}` is not a number of days above 0 and up to {}", member, most)};
    return span();
}

std::uint32_t weight_of(std::string_view member, dom::element value) {
    std::int64_t weight = 0;
    if (value.get(weight) != simdjson::SUCCESS || weight < 0 || weight > largest_weight)
        throw wrong_model{
            fmt::format("`{}` is not a whole number from 0 to {}", member, largest_weight)};
    return static_cast<std::uint32_t>(weight);
}

bool take_direct(dom::element value) {
    const std::string text = text_of("direct", value);
    if (text != "skip" && text != "keep") throw wrong_model{"`direct` is neither keep nor skip"};
    return text == "skip";
}

void take_lookbacks(dom::element value, model_instance& out) {
    dom::object by_name;
    if (value.get(by_name) != simdjson::SUCCESS)
        throw wrong_model{
            "`lookback_days_by_conversion` is not an object of conversion names with days"};
    for (const auto& [name, days] : by_name)
        out.lookbacks.emplace(name, days_of(name, days, longest_days));
}

// A member that every rule takes, or that this one does.
void take_member(std::string_view member, dom::element value, model_instance& out) {
    if (member == "name" || member == "rule") return;
    if (member == "direct") {
        out.skips_direct = take_direct(value);
    } else if (member == "lookback_days") {
        out.lookback = days_of(member, value, longest_days);
    } else if (member == "lookback_days_by_conversion") {
        take_lookbacks(value, out);
    } else if (!has_parameter(*out.rule, member)) {
        std::string known = "name, rule, direct, lookback_days, lookback_days_by_conversion";
        for (const model_parameter& each : out.rule->parameters)
            known += ", " + std::string(each.name);
        throw wrong_model{fmt::format("`{}` is not a member that {} takes; those are {}", member,
                                      out.rule->name, known)};
    } else if (member == "half_life_days") {
        out.half_life = days_of(member, value, 100);
    } else if (member == "first") {
        out.first_weight = weight_of(member, value);
    } else if (member == "middle") {
        out.middle_weight = weight_of(member, value);
    } else {
        out.last_weight = weight_of(member, value);
    }
}

model_instance instance_of(dom::element given) {
    dom::object members;
    if (given.get(members) != simdjson::SUCCESS) throw wrong_model{"it is not an object"};
    model_instance made;
    dom::element value;
    if (members["name"].get(value) != simdjson::SUCCESS) throw wrong_model{"it has no `name`"};
    made.name = text_of("name", value);
    if (!is_name(made.name))
        throw wrong_model{
            fmt::format("`name` is not 1 to {} letters, digits, points, hyphens and underscores",
                        longest_name)};
    if (members["rule"].get(value) != simdjson::SUCCESS) throw wrong_model{"it has no `rule`"};
    const std::string rule = text_of("rule", value);
    made.rule = find_rule(rule);
    if (made.rule == nullptr || made.rule->sees_effects)
        throw wrong_model{fmt::format("`{}` is not a rule; those are {}", rule, names_of_rules())};
    for (const auto& [member, each] : members) take_member(member, each, made);
    if (made.first_weight + made.middle_weight + made.last_weight == 0)
        throw wrong_model{"`first`, `middle` and `last` are all 0"};
    return made;
}

// The line on which the array's element of that place begins.
std::size_t line_of_element(std::string_view json, std::size_t wanted) {
    std::size_t line = 1;
    std::size_t elements = 0;
    int depth = 0;
    bool is_text = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (c == '\n') ++line;
        if (is_text) {
            if (c == '\\') ++i;
            is_text = c != '"';
            continue;
        }
        is_text = c == '"';
        const bool opens = c == '{' || c == '[';
        if (opens && ++depth == 2 && elements++ == wanted) return line;
        if (c == '}' || c == ']') --depth;
    }
    return line;
}

// Models that hang on everyone's journeys have names, too.
bool is_of_effects(std::string_view name) {
    const model_rule* const rule = find_rule(name);
    return (rule != nullptr && rule->sees_effects) || name == markov_channel_name;
}

void check_name(const std::string& name, const model_list& before, bool is_users) {
    const auto is_in = [&](const model_list& models) {
        return std::ranges::find(models, name, &model_instance::name) != models.end();
    };
    if (is_users && (is_in(shipped_models()) || is_of_effects(name)))
        throw wrong_model{"its name is that of a model that is always there; choose another"};
    if (is_in(before)) throw wrong_model{"another model of the file has its name"};
    if (before.size() + shipped_models().size() >= most_models)
        throw wrong_model{fmt::format("there are more than {} models", most_models)};
}

std::string days_text(microseconds span) {
    return fmt::format("{}", static_cast<double>(span.count()) / microseconds_a_day);
}

// Models of a file of the user's may not be called as ours.
enum class names { of_users, any };

result<model_list> parse(std::string_view json, const std::string& file, names allowed) {
    dom::parser parser;
    dom::element root;
    dom::array given;
    const simdjson::padded_string padded(json);
    if (const auto problem = parser.parse(padded).get(root))
        return error{errc::bad_models,
                     fmt::format("{}: it is not JSON: {}", file, simdjson::error_message(problem))};
    if (root.get(given) != simdjson::SUCCESS)
        return error{errc::bad_models,
                     file +
                         ": it is not an array of models, such as "
                         R"([{"name": "decay_3d", "rule": "time_decay", "half_life_days": 3}])"};
    model_list made;
    for (const dom::element each : given) {
        try {
            model_instance next = instance_of(each);
            check_name(next.name, made, allowed == names::of_users);
            made.push_back(std::move(next));
        } catch (const wrong_model& wrong) {
            std::string_view name;
            if (each["name"].get(name) != simdjson::SUCCESS) name = {};
            return error{
                errc::bad_models,
                fmt::format("{}: line {}: model {}{}: {}", file, line_of_element(json, made.size()),
                            made.size() + 1, name.empty() ? "" : fmt::format(" ({})", name),
                            wrong.problem)};
        }
    }
    if (made.empty()) return error{errc::bad_models, file + ": it defines no model"};
    return made;
}

}  // namespace

result<model_list> parse_models(std::string_view json, const std::string& file) {
    return parse(json, file, names::of_users);
}

result<model_list> models_of_json(std::string_view json) {
    return parse(json, "models", names::any);
}

result<model_list> read_models_file(const std::string& path) {
    auto read = read_text(path);
    if (!read) return read.error();
    return parse_models(*read, path);
}

result<model_list> choose_models(const model_list& known, const std::vector<std::string>& names) {
    if (names.empty()) return known;
    model_list chosen;
    for (const std::string& name : names) {
        const auto found = std::ranges::find(known, name, &model_instance::name);
        if (found == known.end()) {
            std::string all;
            for (const model_instance& each : known) all += (all.empty() ? "" : ", ") + each.name;
            return error{errc::bad_models,
                         fmt::format("there is no model `{}`; those are {}", name, all)};
        }
        if (std::ranges::find(chosen, name, &model_instance::name) != chosen.end())
            return error{errc::bad_models, fmt::format("model `{}` is chosen twice", name)};
        chosen.push_back(*found);
    }
    return chosen;
}

std::string json_of(const model_instance& instance) {
    std::string json = fmt::format(R"({{"name":"{}","rule":"{}","direct":"{}")", instance.name,
                                   instance.rule->name, instance.skips_direct ? "skip" : "keep");
    if (instance.lookback)
        json += fmt::format(R"(,"lookback_days":{})", days_text(*instance.lookback));
    if (!instance.lookbacks.empty()) {
        json += R"(,"lookback_days_by_conversion":{)";
        for (const auto& [name, lookback] : instance.lookbacks) {
            if (!json.ends_with('{')) json += ',';
            append_json_text(json, name);
            json += ':' + days_text(lookback);
        }
        json += '}';
    }
    const auto add = [&](std::string_view name, const std::string& value) {
        if (has_parameter(*instance.rule, name)) json += fmt::format(R"(,"{}":{})", name, value);
    };
    add("half_life_days", days_text(instance.half_life));
    add("first", std::to_string(instance.first_weight));
    add("middle", std::to_string(instance.middle_weight));
    add("last", std::to_string(instance.last_weight));
    return json + '}';
}

std::string json_of(const model_list& models) {
    std::string json = "[";
    for (const model_instance& each : models) {
        if (json.size() > 1) json += ',';
        json += json_of(each);
    }
    return json + ']';
}

}  // namespace attrib
