#include <zlib.h>
#include <zstd.h>

#include <libattrib/core/utf8.hpp>
#include <libattrib/io/byte_decoder.hpp>
#include <libattrib/io/byte_source.hpp>
#include <tests/catch.hpp>
#include <tests/support/encodings.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

using namespace std::string_literals;
using Catch::Matchers::Contains;

// All that a decoder makes of bytes that come in pieces of `piece`, asked for `room` at a time.
result<std::string> decoded(std::string_view stored, std::size_t piece, std::size_t room) {
    const auto decoder = decoder_of(stored.substr(0, told_by_bytes), "f");
    REQUIRE(decoder);
    std::string text;
    std::string out(room, '\0');
    while (!stored.empty()) {
        std::string_view given = stored.substr(0, piece);
        stored.remove_prefix(given.size());
        for (;;) {
            const auto made = decoder->decode(given, out.data(), room);
            if (!made) return made.error();
            text.append(out, 0, *made);
            if (*made == 0 && given.empty()) break;
        }
    }
    if (decoder->is_inside()) return cut_off("f");
    return text;
}

std::string opened(const std::string& bytes, const std::string& name = "x.csv") {
    const temporary_directory folder;
    const auto source = open_byte_source(folder.write(name, bytes)).value();
    std::string text(1 << 20, '\0');
    text.resize(source->read(text.data(), text.size()).value());
    return text;
}

errc refused(const std::string& bytes) {
    const temporary_directory folder;
    auto source = open_byte_source(folder.write("x", bytes));
    if (!source) return source.error().code;
    std::string text(1 << 20, '\0');
    const auto got = (*source)->read(text.data(), text.size());
    return got ? errc::interrupted : got.error().code;
}

const std::string sample =
    "user_pseudo_id,event_name\nZo\xC3\xAB,\xE2\x82\xAC \xF0\x9F\x9B\x92\nb,c\r\n";

TEST_CASE("every encoding gives the text back, wherever it is cut") {
    for (const std::string& stored :
         {gzip(sample), zstd(sample), utf16(sample, false), utf16(sample, true),
          gzip(sample.substr(0, 9)) + gzip(sample.substr(9)) + std::string(1000, '\0'),
          zstd(sample.substr(0, 9)) + zstd(sample.substr(9)) + std::string(1000, '\0'),
          gzip(sample.substr(0, 9)) + std::string(512, '\0') + gzip(sample.substr(9)),
          "\x5A\x2A\x4D\x18\x02\0\0\0xy"s + zstd(sample)}) {
        const bool has_mark = stored.starts_with("\xFF\xFE") || stored.starts_with("\xFE\xFF");
        const std::string expected = has_mark ? "\xEF\xBB\xBF" + sample : sample;
        for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, stored.size()})
            for (const std::size_t room : {std::size_t{1}, std::size_t{5}, std::size_t{4096}})
                CHECK(decoded(stored, piece, room).value() == expected);
        CHECK(opened(stored) == expected);
    }
}

TEST_CASE("layers are undone one by one, up to a bound") {
    CHECK(opened(gzip(gzip(sample))) == sample);
    CHECK(opened(zstd(gzip(sample)), "x.gz") == sample);
    CHECK(opened(gzip(utf16(sample, false))) == "\xEF\xBB\xBF" + sample);
    std::string deep = sample;
    for (int i = 0; i < max_layers; ++i) deep = gzip(deep);
    CHECK(opened(deep) == sample);
    CHECK(refused(gzip(deep)) == errc::corrupt_archive);
}

TEST_CASE("names say nothing: text called .gz is text") {
    CHECK(opened(sample, "x.csv.gz") == sample);
    CHECK(opened("", "x.csv.gz").empty());
    CHECK(opened("P", "x.zst") == "P");
    CHECK(opened("(", "x.zst") == "(");
}

TEST_CASE("what is cut off or broken says so") {
    for (const std::string& stored : {gzip(sample), zstd(sample)})
        for (std::size_t size = 3; size < stored.size(); ++size)
            CHECK(refused(stored.substr(0, size)) == errc::corrupt_archive);
    CHECK(refused("\x1F") == errc::corrupt_archive);
    CHECK(refused("\x1F\x8B") == errc::corrupt_archive);
    CHECK(refused("\x1F\x8B\x08"s + std::string(100, '\xFF')) == errc::corrupt_archive);
    CHECK(refused("\x28\xB5\x2F\xFD"s + std::string(100, '\xFF')) == errc::corrupt_archive);
    CHECK(refused(gzip(sample) + "garbage") == errc::corrupt_archive);
    CHECK(refused(utf16(sample, false) + "\n") == errc::corrupt_archive);
    CHECK(refused("\xFF\xFE\x3C\xD8"s) == errc::corrupt_archive);  // half of a pair
}

TEST_CASE("UTF-16 is known without a mark where every second byte is zero") {
    CHECK(opened(utf16(sample, false).substr(2)) == sample);
    CHECK(opened(utf16(sample, true).substr(2)) == sample);
    for (const std::string& text : {"a\0b\0"s, "\0a\0b"s, std::string(100, '\0'),
                                    "\xFF\xFE\0\0a\0\0\0b\0\0\0c\0\0\0d\0\0\0"s})
        CHECK(decoder_of(text, "f") == nullptr);
}

TEST_CASE("a half of a surrogate pair alone is no UTF-8, and what follows is read") {
    for (const std::string& broken : {"\x3C\xD8"s, "\x3C\xDC"s, "\x3C\xD8\x3C\xD8"s}) {
        const std::string text = decoded("\xFF\xFE"s + broken + "a\0\n\0b\0"s, 1, 100).value();
        CHECK(text.ends_with("a\nb"));
        CHECK_FALSE(is_utf8(text));
    }
}

TEST_CASE("a pipe need not wait for more to be known as text") {
    for (const std::string& text : {"us"s, "{\""s, "Pa"s, "id;"s, "\n\n"s, "\xEF\xBB"s, "(("s})
        CHECK_FALSE(is_undecided(text));
    for (const std::string& begun : {""s, "u"s, "\x1F"s, "\x1F\x8B"s, "\x28\xB5\x2F"s, "u\0"s,
                                     "\0u"s, "\xFF\xFE"s, "\x5A\x2A"s, "u\0s\0e\0"s})
        CHECK(is_undecided(begun));
    const std::string stored = gzip(sample);
    CHECK_FALSE(is_undecided(stored.substr(0, 3)));
    CHECK_FALSE(is_undecided(utf16(sample, true).substr(0, 4)));
}

TEST_CASE("an archive that unpacks to much is read piece by piece") {
    std::string zeros(64 << 20, '0');
    const std::string stored = gzip(zeros);
    CHECK(stored.size() < (1 << 20));
    const temporary_directory folder;
    const auto source = open_byte_source(folder.write("bomb", stored)).value();
    std::string piece(100, '\0');
    CHECK(source->read(piece.data(), piece.size()).value() == piece.size());
    REQUIRE(source->skip((64 << 20) - 150));
    CHECK(source->read(piece.data(), piece.size()).value() == 50);
}

}  // namespace
}  // namespace attrib::test
