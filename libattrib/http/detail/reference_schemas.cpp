#include <fmt/format.h>

#include <algorithm>
#include <libattrib/http/detail/html.hpp>
#include <libattrib/http/detail/reference_schemas.hpp>

namespace attrib::detail {
namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    return fmt::format("{}", fmt::join(parts, between));
}

std::string link_to(const json& schema) {
    const auto reference = schema["$ref"].get<std::string>();
    const std::string name = html_escaped(reference.substr(reference.rfind('/') + 1));
    return fmt::format("<a href=\"#schema-{0}\">{0}</a>", name);
}

std::string values_html(const json& values) {
    std::vector<std::string> all;
    for (const json& each : values)
        all.push_back("<code>" +
                      html_escaped(each.is_string() ? each.get<std::string>() : each.dump()) +
                      "</code>");
    return joined(all, ", ");
}

std::string types_html(const json& types) {
    std::vector<std::string> all;
    for (const json& each : types.is_array() ? types : json::array({types}))
        all.push_back(html_escaped(each.get<std::string>()));
    return joined(all, " or ");
}

// What else a value must be.
std::string bounds_html(const json& schema) {
    std::string out;
    for (const auto& [member, words] :
         {std::pair{"minimum", " at least "}, {"maximum", " at most "}, {"format", " as "}})
        if (schema.contains(member)) {
            const json& value = schema[member];
            out +=
                words + html_escaped(value.is_string() ? value.get<std::string>() : value.dump());
        }
    if (schema.contains("pattern"))
        out += " like <code>" + html_escaped(schema["pattern"].get<std::string>()) + "</code>";
    return out;
}

void append_member(std::string& out, const std::string& name, const json& schema, bool is_required);

void append_members(std::string& out, const std::string& before, const json& schema) {
    const json required = schema.value("required", json::array());
    for (const auto& [name, member] : schema["properties"].items())
        append_member(out, before + name, member,
                      std::ranges::find(required, json(name)) != required.end());
}

void append_member(std::string& out, const std::string& name, const json& schema,
                   bool is_required) {
    out += fmt::format("<tr><th scope=\"row\"><code>{}</code>{}</th><td>{}</td><td>{}</td></tr>\n",
                       html_escaped(name), is_required ? "" : " (optional)", type_html(schema),
                       html_escaped(schema.value("description", std::string())));
    if (schema.contains("properties")) append_members(out, name + ".", schema);
    if (schema.contains("items") && schema["items"].contains("properties"))
        append_members(out, name + "[].", schema["items"]);
}

void append_schema(std::string& out, const std::string& name, const json& schema) {
    out += fmt::format("<section id=\"schema-{0}\">\n<h3>{0}</h3>\n", html_escaped(name));
    if (schema.contains("description"))
        out += "<p>" + html_escaped(schema["description"].get<std::string>()) + "</p>\n";
    if (schema.contains("properties")) {
        out += table_begin({"Member", "Type", "Meaning"});
        append_members(out, "", schema);
        out += "</table>\n";
    } else {
        out += "<p>" + type_html(schema) + "</p>\n";
    }
    out += "</section>\n";
}

}  // namespace

std::string type_html(const json& schema) {
    if (schema.contains("$ref")) return link_to(schema);
    if (schema.contains("enum")) return "one of " + values_html(schema["enum"]);
    if (schema.contains("anyOf")) {
        std::vector<std::string> all;
        for (const json& each : schema["anyOf"]) all.push_back(type_html(each));
        return joined(all, " or ");
    }
    if (schema.contains("items")) return "array of " + type_html(schema["items"]);
    return (schema.contains("type") ? types_html(schema["type"]) : "any") + bounds_html(schema);
}

void append_schemas(std::string& out, const json& document) {
    out += "<section id=\"schemas\">\n<h2>Schemas</h2>\n";
    for (const auto& [name, schema] : document["components"]["schemas"].items())
        append_schema(out, name, schema);
    out += "</section>\n";
}

}  // namespace attrib::detail
