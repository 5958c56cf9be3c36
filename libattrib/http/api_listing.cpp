#include <libattrib/http/api_listing.hpp>
#include <libattrib/http/endpoints.hpp>

namespace attrib {
namespace {

// Methods are keys of lower case there.
std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

}  // namespace

std::vector<api_operation> operations_of(const json& document) {
    std::vector<api_operation> all;
    for (const auto& [path, methods] : document["paths"].items()) {
        const std::string place = methods.contains("servers") ? path : std::string(api_root) + path;
        for (const auto& [method, described] : methods.items())
            if (method != "servers") all.push_back({upper(method), path, place, &described});
    }
    return all;
}

json api_listing(const json& document, std::string_view version) {
    const std::string root(api_root);
    json endpoints = json::array();
    for (const api_operation& each : operations_of(document))
        endpoints.push_back({{"method", each.method},
                             {"path", each.place},
                             {"summary", (*each.described)["summary"]}});
    return {{"name", document["info"]["title"]},
            {"version", version},
            {"description", document["info"]["description"]},
            {"openapi", root + "/openapi.json"},
            {"reference", reference_path},
            {"endpoints", std::move(endpoints)}};
}

}  // namespace attrib
