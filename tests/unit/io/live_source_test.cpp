#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libattrib/io/live_source.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

std::string read_piece(live_source& source) {
    std::string text(100, '\0');
    text.resize(source.read(text.data(), text.size()).value());
    return text;
}

}  // namespace

TEST_CASE("a stored file is complete when it is read") {
    const temporary_directory folder;
    const auto source = open_stored(folder.write("a", "abc")).value();
    REQUIRE(source->skip(1));
    CHECK(read_piece(*source) == "bc");
    CHECK(read_piece(*source).empty());
    CHECK(source->end() == source_end::complete);
    CHECK(open_stored(folder.file("none")).error().code == errc::file_not_found);
}

TEST_CASE("a FIFO waits for its first writer and is complete when the last has gone") {
    const temporary_directory folder;
    const std::string path = folder.file("fifo");
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const auto source = open_piped(path).value();
    CHECK(read_piece(*source).empty());
    CHECK(source->end() == source_end::open);
    const int writer = ::open(path.c_str(), O_WRONLY);
    REQUIRE(::write(writer, "abc", 3) == 3);
    source->wait(std::chrono::seconds{10});
    CHECK(read_piece(*source) == "abc");
    CHECK(read_piece(*source).empty());
    CHECK(source->end() == source_end::open);
    ::close(writer);
    CHECK(read_piece(*source).empty());
    CHECK(source->end() == source_end::complete);
}

TEST_CASE("a socket is read by the name of its descriptor") {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    REQUIRE(::write(ends[1], "abc", 3) == 3);
    ::close(ends[1]);
    const std::string path = "/dev/fd/" + std::to_string(ends[0]);
    CHECK(is_read_once(path));
    const auto source = open_piped(path).value();
    CHECK(read_piece(*source) == "abc");
    CHECK(read_piece(*source).empty());
    CHECK(source->end() == source_end::complete);
    ::close(ends[0]);
}

TEST_CASE("what can be read again is a regular file") {
    const temporary_directory folder;
    CHECK_FALSE(is_read_once(folder.write("a", "abc")));
    CHECK_FALSE(is_read_once(folder.file("none")));
    CHECK_FALSE(is_read_once(folder.path()));
    CHECK(is_read_once("-"));
    CHECK(is_read_once("/dev/null"));
}

}  // namespace attrib::test
