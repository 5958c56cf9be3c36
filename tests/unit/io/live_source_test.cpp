#include <filesystem>
#include <fstream>
#include <libattrib/io/live_source.hpp>
#include <tests/catch.hpp>
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

TEST_CASE("a stored file is over when it is read") {
    const temporary_directory folder;
    const auto source = open_stored(folder.write("a", "abc")).value();
    CHECK(read_all(*source) == "abc");
    CHECK(read_all(*source).empty());
    CHECK(source->is_over());
    CHECK(open_stored(folder.file("none")).error().code == errc::file_not_found);
}

TEST_CASE("a followed file gives what is appended") {
    const temporary_directory folder;
    const std::string path = folder.write("a", "abc");
    const auto source = open_followed(path).value();
    CHECK(read_all(*source) == "abc");
    CHECK(read_all(*source).empty());
    CHECK_FALSE(source->is_over());
    append(path, "def");
    source->wait(std::chrono::seconds{10});
    CHECK(read_all(*source) == "def");
}

TEST_CASE("a file that another replaces is read to its end first") {
    const temporary_directory folder;
    const std::string path = folder.write("a", "abc");
    const auto source = open_followed(path).value();
    CHECK(read_all(*source) == "abc");
    std::filesystem::rename(path, folder.file("a.1"));
    CHECK_FALSE(source->is_over());
    append(folder.file("a.1"), "last");
    append(path, "new");
    CHECK(read_all(*source) == "last");
    // Once more after it was seen: the writer may have been about to finish a row.
    CHECK_FALSE(source->is_over());
    CHECK(read_all(*source).empty());
    CHECK(source->is_over());
}

TEST_CASE("a file that was cut short is over") {
    const temporary_directory folder;
    const std::string path = folder.write("a", "abc");
    const auto source = open_followed(path).value();
    CHECK(read_all(*source) == "abc");
    std::filesystem::resize_file(path, 0);
    CHECK(read_all(*source).empty());
    CHECK(source->is_over());
}

TEST_CASE("a file that was cut and grew as long again is over, too") {
    const temporary_directory folder;
    const std::string path = folder.write("a", "abc");
    const auto source = open_followed(path).value();
    CHECK(read_all(*source) == "abc");
    std::filesystem::resize_file(path, 0);
    append(path, "xyz and more");
    CHECK(read_all(*source).empty());
    CHECK(source->is_over());
}

TEST_CASE("what is no regular file cannot be followed") {
    CHECK(open_followed("/dev/null").error().code == errc::file_unreadable);
    CHECK(open_followed("/no/such/file").error().code == errc::file_not_found);
}

}  // namespace attrib::test
