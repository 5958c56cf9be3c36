#include <filesystem>
#include <libattrib/http/static_files.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {

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

}  // namespace attrib::test
