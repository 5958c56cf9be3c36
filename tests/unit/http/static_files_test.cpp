#include <array>
#include <filesystem>
#include <libattrib/http/static_files.hpp>
#include <set>
#include <span>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

// A page with a script, a style sheet and a picture.
std::array<embedded_file, 6> page_files() {
    return {
        {{"index.html", R"(<link rel="icon" href="icon.svg"><script src="./js/main.js"></script>)"
                        R"(<link href="/css/base.css"><a href="/api">API</a><a href="#icon.svg">)"
                        R"(<a href="index.html" title="icon.svg">home</a><img src="none.svg">)"},
         {"icon.svg", "<svg/>"},
         {"js/main.js", "import './views/a.js';"},
         {"js/views/a.js", "a"},
         {"css/base.css", "p{}"},
         {"", ""}}};
}

// /assets/DIGEST/
std::string root_in(const static_files& files) {
    const std::string& page = files.find("/")->body();
    const std::size_t begin = page.find("/assets/");
    REQUIRE(begin != std::string::npos);
    return page.substr(begin, page.find("icon.svg", begin) - begin);
}

std::string head_of(const shared_response& response) {
    std::string head;
    static_cast<void>(response->append_head(head, {}, "now", {}));
    return head;
}

}  // namespace

TEST_CASE("files that browsers know are served from memory, nothing else is") {
    const temporary_directory folder;
    std::filesystem::create_directories(folder.file("views"));
    std::filesystem::create_directories(folder.file("node_modules"));
    std::filesystem::create_directories(folder.file(".git"));
    for (const auto& [name, text] : {std::pair{"index.html", "<p>"},
                                     {"views/a.js", "a"},
                                     {".hidden.js", "no"},
                                     {"notes.txt", "no"},
                                     {"node_modules/b.js", "no"},
                                     {".git/c.js", "no"}})
        static_cast<void>(folder.write(name, text));
    std::filesystem::create_symlink("/etc/passwd", folder.file("passwd"));
    const auto loaded = static_files::load(folder.path());
    REQUIRE(loaded.has_value());
    const static_files& files = *loaded;
    std::filesystem::remove(folder.file("index.html"));
    REQUIRE(files.find("/"));
    CHECK(files.find("/")->body() == "<p>");
    CHECK(files.find("/index.html") == files.find("/"));
    REQUIRE(files.find("/views/a.js"));
    CHECK(files.find("/views/a.js")->body() == "a");
    for (const char* const path :
         {"", "index.html", "//", "//index.html", "/.", "/../etc/passwd", "/views/../index.html",
          "/views", "/views/", "/.hidden.js", "/notes.txt", "/node_modules/b.js", "/.git/c.js",
          "/passwd", "/INDEX.HTML"}) {
        INFO(path);
        CHECK_FALSE(files.find(path));
    }
}

TEST_CASE("a folder without a page is refused; without a folder there are no files") {
    const temporary_directory folder;
    for (const std::string& wrong : {folder.path(), folder.file("none")}) {
        const auto loaded = static_files::load(wrong);
        REQUIRE(loaded.has_error());
        CHECK(loaded.error().code == errc::file_not_found);
    }
    CHECK_FALSE(static_files().find("/"));
}

TEST_CASE("embedded files stand below the digest of all, where browsers keep them for good") {
    const auto given = page_files();
    const static_files files = static_files::of(given.data());
    const std::string root = root_in(files);
    CHECK(root.size() == std::string("/assets/0123456789abcdef/").size());
    for (const embedded_file& each : std::span(given).subspan(1, 4)) {
        INFO(each.name);
        const shared_response found = files.find(root + std::string(each.name));
        REQUIRE(found);
        CHECK(found->body() == each.text);
        CHECK_THAT(head_of(found), Contains("immutable"));
        CHECK_FALSE(files.find("/" + std::string(each.name)));
    }
    CHECK_FALSE(files.find(root + "index.html"));
    CHECK_FALSE(files.find("/assets/0000000000000000/icon.svg"));
    CHECK_FALSE(files.find(root));
}

TEST_CASE("the embedded page refers to the others where they stand, and is asked for each time") {
    const auto given = page_files();
    const static_files files = static_files::of(given.data());
    const std::string root = root_in(files);
    CHECK(files.find("/")->body() ==
          "<link rel=\"icon\" href=\"" + root + "icon.svg\"><script src=\"" + root +
              "js/main.js\"></script><link href=\"" + root +
              "css/base.css\"><a href=\"/api\">API</a><a href=\"#icon.svg\">"
              "<a href=\"index.html\" title=\"icon.svg\">home</a><img src=\"none.svg\">");
    CHECK(files.find("/index.html") == files.find("/"));
    CHECK_THAT(head_of(files.find("/")), Contains("Cache-Control: no-cache\r\n"));
}

TEST_CASE("another text or another name of any embedded file is another digest") {
    auto given = page_files();
    const std::string before = root_in(static_files::of(given.data()));
    CHECK(root_in(static_files::of(given.data())) == before);
    given[3].text = "b";
    const std::string changed = root_in(static_files::of(given.data()));
    given[3] = {"js/views/b.js", "a"};
    const std::string renamed = root_in(static_files::of(given.data()));
    std::swap(given[2].text, given[3].text);
    const std::string swapped = root_in(static_files::of(given.data()));
    CHECK(std::set{before, changed, renamed, swapped}.size() == 4);
}

TEST_CASE("without embedded files there is nothing") {
    const embedded_file end;
    CHECK_FALSE(static_files::of(&end).find("/"));
}

}  // namespace attrib::test
