// The dashboard that is built into attrib-serve.
#include <re2/re2.h>

#include <filesystem>
#include <set>
#include <tests/http/local_server.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

std::vector<std::string> captures(const std::string& text, const char* pattern) {
    std::vector<std::string> all;
    std::string found;
    const RE2 expression(pattern);
    for (re2::StringPiece rest(text); RE2::FindAndConsume(&rest, expression, &found);)
        all.push_back(found);
    return all;
}

// What a module or a style sheet loads from its own server, as the paths of requests.
std::vector<std::string> references(const std::string& path, const std::string& text) {
    std::vector<std::string> all;
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    const std::vector<const char*> of_style{R"(url\(['"]?([^'")#:]+)['"]?\))"};
    const std::vector<const char*> of_module{R"(from\s*['"](\.[^'"]+)['"])",
                                             R"(import\s*\(?\s*['"](\.[^'"]+)['"])"};
    for (const char* const pattern : path.ends_with(".css") ? of_style : of_module)
        for (const std::string& each : captures(text, pattern))
            all.push_back((folder / each).lexically_normal().generic_string());
    return all;
}

}  // namespace

TEST_CASE("without options the page is served with all that it loads") {
    const served server(no_database, {"--refresh", "off"});
    const http_answer page = server.get("/");
    REQUIRE(page.status == 200);
    CHECK(page.header("content-type") == "text/html; charset=utf-8");
    CHECK(page.header("cache-control") == "no-cache");
    CHECK(server.get("/", "If-None-Match: " + page.header("etag") + "\r\n").status == 304);
    std::set<std::string> seen;
    std::vector<std::string> waiting = captures(page.body, "(?:href|src)=\"([^\"#]+\\.[a-z]+)\"");
    while (!waiting.empty()) {
        const std::string path = waiting.back();
        waiting.pop_back();
        if (path.starts_with("/api/") || !seen.insert(path).second) continue;
        INFO(path);
        const http_answer file = server.get(path);
        CHECK(file.status == 200);
        CHECK(file.header("cache-control") == "public, max-age=31536000, immutable");
        for (std::string& each : references(path, file.body)) waiting.push_back(std::move(each));
    }
    CHECK(seen.size() > 40);
}

TEST_CASE("a folder takes the place of the page that is built in") {
    const temporary_directory folder;
    static_cast<void>(folder.write("index.html", "<link href=\"own.css\">"));
    static_cast<void>(folder.write("own.css", "p{}"));
    const served server(no_database, {"--refresh", "off", "--dashboard", folder.path()});
    CHECK(server.get("/").body == "<link href=\"own.css\">");
    CHECK(server.get("/own.css").header("cache-control") == "no-cache");
    CHECK(server.get("/icon.svg").status == 404);
}

}  // namespace attrib::test
