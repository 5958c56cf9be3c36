/// @file
/// Holds JSON against the schemas of openapi.json: the part of JSON Schema that they use.
#pragma once

#include <re2/re2.h>
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <tests/support/events.hpp>
#include <vector>

namespace attrib::test {

class json_schemas {
   public:
    using json = nlohmann::ordered_json;

    json_schemas() : document_(json::parse(contents_of("libattrib/http/openapi.json"))) {}

    /// What is wrong with a value as the schema of that name has it; empty when nothing is.
    [[nodiscard]] std::string why_not(const std::string& name, const json& value) const {
        std::string why;
        check(document_.at("components").at("schemas").at(name), value, name, why);
        return why;
    }

   private:
    void check(const json& schema, const json& value, const std::string& at,
               std::string& why) const {
        for (const auto& [rule, what] : schema.items()) {
            if (rule == "$ref") {
                check(document_.at(json::json_pointer(what.get<std::string>().substr(1))), value,
                      at, why);
            } else if (rule == "type") {
                if (!is_of(what, value)) why += at + " is no " + what.dump() + "\n";
            } else if (rule == "properties") {
                check_members(schema, value, at, why);
            } else if (rule == "items") {
                std::size_t i = 0;
                for (const json& each : value)
                    check(what, each, at + "/" + std::to_string(i++), why);
            } else if (rule == "anyOf") {
                check_any(what, value, at, why);
            } else if (rule == "enum") {
                if (std::find(what.begin(), what.end(), value) == what.end())
                    why += at + " is none of " + what.dump() + "\n";
            } else if (rule == "pattern") {
                if (value.is_string() &&
                    !RE2::FullMatch(value.get<std::string>(), pattern(what.get<std::string>())))
                    why += at + " does not match: " + value.dump() + "\n";
            } else if (rule == "minimum") {
                if (value.is_number() && value < what) why += at + " is too small\n";
            } else if (rule == "maximum") {
                if (value.is_number() && value > what) why += at + " is too large\n";
            } else if (rule == "format") {
                calendar_day day;
                if (value.is_string() && !parse_day(value.get<std::string>(), day))
                    why += at + " is no day\n";
            } else if (rule != "description" && rule != "examples" && rule != "required" &&
                       rule != "additionalProperties") {
                throw std::logic_error("a rule unknown here: " + rule);
            }
        }
    }

    void check_members(const json& schema, const json& value, const std::string& at,
                       std::string& why) const {
        const json& known = schema.at("properties");
        if (!value.is_object()) return;
        for (const json& name : schema.at("required"))
            if (!value.contains(name.get<std::string>()))
                why += at + " lacks " + name.dump() + "\n";
        for (const auto& [name, member] : value.items()) {
            if (known.contains(name))
                check(known.at(name), member, at + "/" + name, why);
            else
                why += at + " has " + name + "\n";
        }
    }

    void check_any(const json& choices, const json& value, const std::string& at,
                   std::string& why) const {
        std::string all;
        for (const json& choice : choices) {
            std::string one;
            check(choice, value, at, one);
            if (one.empty()) return;
            all += one;
        }
        why += all;
    }

    static bool is_of(const json& types, const json& value) {
        if (types.is_array())
            return std::any_of(types.begin(), types.end(),
                               [&](const json& each) { return is_of(each, value); });
        const std::string type = types.get<std::string>();
        if (type == "string") return value.is_string();
        if (type == "integer") return value.is_number_integer();
        if (type == "number") return value.is_number();
        if (type == "boolean") return value.is_boolean();
        if (type == "array") return value.is_array();
        if (type == "object") return value.is_object();
        return type == "null" && value.is_null();
    }

    static const RE2& pattern(const std::string& text) {
        static std::map<std::string, RE2> known;  // compiling one takes long
        return known.try_emplace(text, text).first->second;
    }

    json document_;
};

}  // namespace attrib::test
