#include <algorithm>
#include <libattrib/http/schema_example.hpp>

namespace attrib {
namespace {

json scalar_example(const json& schema) {
    const json& types = schema.contains("type") ? schema["type"] : json("object");
    const auto type = (types.is_array() ? types.front() : types).get<std::string>();
    if (type == "string") return "...";
    if (type == "boolean") return true;
    if (type == "null") return nullptr;
    if (type == "integer" || type == "number") return std::max(schema.value("minimum", 1), 1);
    return json::object();
}

json member_example(const json& document, const std::string& name, const json& schema) {
    const json& whole = resolved(document, schema);
    const json& known = document.value("x-member-examples", json::object());
    if (!whole.contains("examples") && known.contains(name)) return known[name];
    return example_of(document, whole);
}

json object_example(const json& document, const json& properties) {
    json made = json::object();
    for (const auto& [name, schema] : properties.items())
        made[name] = member_example(document, name, schema);
    return made;
}

}  // namespace

const json& resolved(const json& document, const json& schema) {
    if (!schema.contains("$ref")) return schema;
    return document.at(json::json_pointer(schema["$ref"].get<std::string>().substr(1)));
}

json example_of(const json& document, const json& schema) {
    const json& whole = resolved(document, schema);
    if (whole.contains("examples")) return whole["examples"].front();
    if (whole.contains("enum")) return whole["enum"].front();
    if (whole.contains("anyOf")) return example_of(document, whole["anyOf"].front());
    if (whole.contains("items")) return json::array({example_of(document, whole["items"])});
    if (whole.contains("properties")) return object_example(document, whole["properties"]);
    return scalar_example(whole);
}

}  // namespace attrib
