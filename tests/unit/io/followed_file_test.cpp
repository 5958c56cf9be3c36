#include <filesystem>
#include <fstream>
#include <libattrib/io/followed_file.hpp>
#include <tests/catch.hpp>
#include <tests/support/encodings.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

std::string read_all(live_source& source) {
    std::string text(100, '\0');
    text.resize(source.read(text.data(), text.size()).value());
    return text;
}

void append(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::app) << text;
}

}  // namespace

TEST_CASE("a followed file gives what is appended") {
    const temporary_directory folder;
    const std::string path = folder.write("a", "abc");
    const auto source = followed_file::open(path).value();
    CHECK(read_all(*source) == "abc");
    CHECK(read_all(*source).empty());
    CHECK(source->end() == source_end::open);
    append(path, "def");
    source->wait(std::chrono::seconds{10});
    CHECK(read_all(*source) == "def");
}

TEST_CASE("a file that another replaces is read to its end first") {
    const temporary_directory folder;
    const std::string path = folder.write("a", "abc");
    const auto source = followed_file::open(path).value();
    CHECK(read_all(*source) == "abc");
    std::filesystem::rename(path, folder.file("a.1"));
    CHECK(source->end() == source_end::open);
    append(path, "");
    for (int i = 0; i < 3; ++i) CHECK(source->end() == source_end::open);
    append(folder.file("a.1"), "last");
    append(path, "new");
    CHECK(read_all(*source) == "last");
    // Once more after it was seen: the writer may have been about to finish a row.
    CHECK(source->end() == source_end::open);
    CHECK(read_all(*source).empty());
    CHECK(source->end() == source_end::replaced);
}

TEST_CASE("a file that was cut short is over") {
    const temporary_directory folder;
    const std::string path = folder.write("a", "abc");
    const auto source = followed_file::open(path).value();
    CHECK(read_all(*source) == "abc");
    std::filesystem::resize_file(path, 0);
    CHECK(read_all(*source).empty());
    CHECK(source->end() == source_end::cut_short);
}

TEST_CASE("a file that was cut and grew as long again is over, too") {
    const temporary_directory folder;
    const std::string path = folder.write("a", "abc");
    const auto source = followed_file::open(path).value();
    CHECK(read_all(*source) == "abc");
    std::filesystem::resize_file(path, 0);
    append(path, "xyz and more");
    CHECK(read_all(*source).empty());
    CHECK(source->end() == source_end::cut_short);
}

TEST_CASE("what is no regular file cannot be followed") {
    CHECK(followed_file::open("/dev/null").error().code == errc::file_unreadable);
    CHECK(followed_file::open("/no/such/file").error().code == errc::file_not_found);
}

TEST_CASE("a position is known by the bytes before it, a file by its path without links") {
    const temporary_directory folder;
    const std::string path = folder.write("a", "abcdef");
    std::filesystem::create_symlink(path, folder.file("link"));
    const auto source = followed_file::open(folder.file("link")).value();
    CHECK(source->real_path() == std::filesystem::canonical(path).string());
    CHECK(source->holds(4, mark_of("abcd")));
    CHECK(source->holds(4, mark_of("cd")));
    CHECK_FALSE(source->holds(4, mark_of("abcx")));
    CHECK_FALSE(source->holds(7, mark_of("abcdefg")));
    CHECK_FALSE(source->holds(1, mark_of("ab")));
}

TEST_CASE("a place is skipped to, and what precedes it is watched") {
    const temporary_directory folder;
    const std::string path = folder.write("a", "abcdef");
    const auto source = followed_file::open(path).value();
    REQUIRE(source->skip(4));
    CHECK(read_all(*source) == "ef");
    REQUIRE(source->skip(100));
    std::ofstream(path) << "abcxyz and more";
    CHECK(read_all(*source).empty());
    CHECK(source->end() == source_end::cut_short);
}

TEST_CASE("what is compressed is refused, it cannot be read before it is complete") {
    const temporary_directory folder;
    for (const auto& path :
         {folder.write("a.gz", ""), folder.write("a.zst", ""), folder.write("a.csv", gzip("x")),
          folder.write("b.csv", zstd("x")), folder.write("c.csv", utf16("x", false))})
        CHECK(followed_file::open(path).error().code == errc::file_unreadable);
    CHECK(followed_file::open(folder.write("text.gz", "user_pseudo_id\n")));
}

}  // namespace attrib::test
