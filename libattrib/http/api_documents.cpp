#include <cassert>
#include <libattrib/core/embedded_file.hpp>
#include <libattrib/http/api_documents.hpp>
#include <libattrib/http/api_listing.hpp>
#include <libattrib/http/reference_page.hpp>

namespace attrib {

extern const embedded_file api_files[];  // written by cmake/embed.cmake

namespace {

std::string text_of_file(std::string_view name) {
    const embedded_file* file = api_files;
    while (file->name != name) {
        assert(!file->name.empty());
        ++file;
    }
    return std::string(file->text);
}

}  // namespace

api_documents::api_documents(std::string_view version) {
    constexpr const char* json_type = "application/json";
    const std::string text = text_of_file("openapi.json");
    const json document = json::parse(text);
    openapi = make_ready({.content_type = json_type, .body = text});
    listing = make_ready(
        {.content_type = json_type, .body = api_listing(document, version).dump() + "\n"});
    // Pages of any origin load it, those that isolate themselves, too.
    tag = make_ready({.content_type = "text/javascript; charset=utf-8",
                      .body = text_of_file("attrib.js"),
                      .headers = {{"Cross-Origin-Resource-Policy", "cross-origin"}}});
    reference =
        make_ready({.content_type = "text/html; charset=utf-8", .body = reference_page(document)});
    style = make_ready(
        {.content_type = "text/css; charset=utf-8", .body = text_of_file("reference.css")});
}

}  // namespace attrib
