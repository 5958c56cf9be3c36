#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/utf8.hpp>
#include <libattrib/http/api_listing.hpp>
#include <libattrib/http/detail/html.hpp>
#include <libattrib/http/detail/reference_schemas.hpp>
#include <libattrib/http/endpoints.hpp>
#include <libattrib/http/reference_page.hpp>
#include <libattrib/http/schema_example.hpp>

namespace attrib {
namespace {

using detail::html_escaped;
using detail::table_begin;
using detail::type_html;

constexpr std::string_view example_server = "http://127.0.0.1:8080";

std::string id_of(const api_operation& asked) {
    std::string id;
    for (const char c : asked.method + asked.path)
        if (c != '{' && c != '}') id += c == '/' ? '-' : ascii_lower(c);
    return id;
}

std::string title_of(const api_operation& asked) {
    return html_escaped(asked.method + ' ' + asked.place);
}

std::string text_of(const json& described, const char* member) {
    return html_escaped(described.value(member, std::string()));
}

std::vector<json> parameters_of(const json& document, const json& described) {
    std::vector<json> all;
    for (const json& each : described.value("parameters", json::array()))
        all.push_back(resolved(document, each));
    return all;
}

void append_parameters(std::string& out, const json& document, const api_operation& asked) {
    const std::vector<json> parameters = parameters_of(document, *asked.described);
    if (parameters.empty()) return;
    out += "<h3>Parameters</h3>\n" + table_begin({"Name", "In", "Type", "Meaning"});
    for (const json& each : parameters)
        out += fmt::format(
            "<tr><th scope=\"row\"><code>{}</code>{}</th><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            text_of(each, "name"), each.value("required", false) ? " (required)" : "",
            text_of(each, "in"), type_html(each["schema"]), text_of(each, "description"));
    out += "</table>\n";
}

std::string content_html(const json& content) {
    std::string out;
    for (const auto& [type, what] : content.items()) {
        if (!out.empty()) out += "<br>";
        out += "<code>" + html_escaped(type) + "</code>";
        if (!what["schema"].empty()) out += ": " + type_html(what["schema"]);
    }
    return out;
}

void append_body(std::string& out, const api_operation& asked) {
    if (!asked.described->contains("requestBody")) return;
    out += "<h3>Body</h3>\n<p>" + content_html(asked.described->at("requestBody").at("content")) +
           "</p>\n";
}

void append_answers(std::string& out, const api_operation& asked) {
    out += "<h3>Answers</h3>\n" + table_begin({"Status", "Content", "Meaning"});
    for (const auto& [status, answer] : asked.described->at("responses").items())
        out += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n", status,
                           content_html(answer.value("content", json::object())),
                           text_of(answer, "description"));
    out += "</table>\n";
}

// Whether it is for holders of a token alone.
bool needs_token(const api_operation& asked) {
    const json security = asked.described->value("security", json::array({json::object()}));
    return std::ranges::none_of(security, [](const json& each) { return each.empty(); });
}

// The command that asks so, with the parameters that have an example.
std::string command_of(const json& document, const api_operation& asked) {
    std::string path = asked.place;
    std::string query;
    for (const json& each : parameters_of(document, *asked.described)) {
        if (!each.contains("example")) continue;
        const auto name = each["name"].get<std::string>();
        const auto value = each["example"].get<std::string>();
        if (each["in"] == "path")
            path.replace(path.find('{'), name.size() + 2, value);
        else
            query += fmt::format("{}{}={}", query.empty() ? '?' : '&', name, value);
    }
    const std::string target = fmt::format("'{}{}{}'", example_server, path, query);
    if (!asked.described->contains("requestBody")) return "curl -s " + target;
    const auto content = asked.described->at("requestBody").at("content").begin();
    const json& example = content.value()["example"];
    return fmt::format(
        "curl -s {}{} \\\n    -H 'Content-Type: {}' \\\n    --data-binary '{}'", target,
        needs_token(asked) ? " \\\n    -H 'Authorization: Bearer TOKEN'" : "", content.key(),
        example.is_string() ? example.get<std::string>() : example.dump());
}

void append_example(std::string& out, const json& document, const api_operation& asked) {
    out += "<h3>Example</h3>\n<pre><code>$ " + html_escaped(command_of(document, asked)) +
           "</code></pre>\n";
    const json& answers = asked.described->at("responses");
    if (!answers.contains("200")) return;
    const json& content = answers["200"]["content"];
    if (!content.contains("application/json")) return;
    const json& schema = content["application/json"]["schema"];
    if (schema.contains("$ref"))
        out +=
            "<pre><code>" + html_escaped(example_of(document, schema).dump(2)) + "</code></pre>\n";
}

void append_operation(std::string& out, const json& document, const api_operation& asked) {
    out += fmt::format("<section id=\"{}\">\n<h2><code>{}</code></h2>\n<p>{}.{}{}</p>\n",
                       id_of(asked), title_of(asked), text_of(*asked.described, "summary"),
                       asked.described->contains("description") ? " " : "",
                       text_of(*asked.described, "description"));
    append_parameters(out, document, asked);
    append_body(out, asked);
    append_answers(out, asked);
    append_example(out, document, asked);
    out += "</section>\n";
}

std::string contents_html(const std::vector<api_operation>& all) {
    std::string out =
        "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ul>\n";
    for (const api_operation& each : all)
        out += fmt::format("<li><a href=\"#{}\"><code>{}</code></a> {}</li>\n", id_of(each),
                           title_of(each), text_of(*each.described, "summary"));
    return out + "<li><a href=\"#schemas\">Schemas</a></li>\n</ul>\n</nav>\n";
}

}  // namespace

std::string reference_page(const json& document) {
    const std::vector<api_operation> all = operations_of(document);
    const std::string title = text_of(document["info"], "title") + " API";
    std::string out = fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{0}</title>\n"
        "<link rel=\"stylesheet\" href=\"{1}\">\n</head>\n<body>\n<header>\n<h1>{0}</h1>\n"
        "<p>{2}</p>\n<p><a href=\"/\">Dashboard</a> <a href=\"{3}\">List</a> "
        "<a href=\"{3}/openapi.json\">OpenAPI document</a></p>\n</header>\n",
        title, reference_style_path, text_of(document["info"], "description"), api_root);
    out += contents_html(all) + "<main>\n";
    for (const api_operation& each : all) append_operation(out, document, each);
    detail::append_schemas(out, document);
    return out + "</main>\n</body>\n</html>\n";
}

}  // namespace attrib
