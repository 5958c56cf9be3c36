#include <libattrib/io/byte_source.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

std::string rest_of(byte_source& source, std::size_t piece) {
    std::string out;
    std::string buffer(piece, '\0');
    for (;;) {
        const auto got = source.read(buffer.data(), piece).value();
        if (got == 0) return out;
        out.append(buffer, 0, got);
    }
}

TEST_CASE("a plain file is read whole, in pieces of any size, and skipped through") {
    const test::temporary_directory folder;
    std::string text;
    for (int i = 0; i < 1000; ++i) text += std::to_string(i);
    const auto path = folder.write("a.csv", text);
    for (const std::size_t piece : {1u, 7u, 4096u}) {
        const auto source = open_byte_source(path).value();
        CHECK(source->stored_size() == text.size());
        CHECK(rest_of(*source, piece) == text);
        CHECK(source->stored_position() == text.size());
    }
    const auto source = open_byte_source(path).value();
    REQUIRE(source->skip(1234));
    CHECK(rest_of(*source, 100) == text.substr(1234));
}

TEST_CASE("a plain file is read at any place, and goes on where it was") {
    const test::temporary_directory folder;
    const auto source = open_byte_source(folder.write("a.csv", "0123456789")).value();
    CHECK(source->has_places());
    char four[4];
    REQUIRE(source->read(four, sizeof four).value() == 4);
    REQUIRE(source->read_at(6, four, sizeof four));
    CHECK(std::string_view(four, sizeof four) == "6789");
    REQUIRE(source->read_at(0, four, sizeof four));
    CHECK(std::string_view(four, sizeof four) == "0123");
    CHECK(source->read_at(7, four, sizeof four).error().code == errc::file_unreadable);
    CHECK(rest_of(*source, 3) == "456789");
}

TEST_CASE("what cannot be opened says why") {
    const test::temporary_directory folder;
    CHECK(open_byte_source(folder.file("none")).error().code == errc::file_not_found);
    CHECK(open_byte_source(folder.path()).error().code == errc::file_unreadable);
    CHECK(open_byte_source(folder.file("none.gz")).error().code == errc::file_not_found);
}

TEST_CASE("an empty archive is cut off, not empty") {
    const test::temporary_directory folder;
    const auto source = open_byte_source(folder.write("a.gz", "\x1f\x8b\x08"));
    CHECK(source.error().code == errc::corrupt_archive);
}

}  // namespace
}  // namespace attrib
