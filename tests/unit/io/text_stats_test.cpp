#include <algorithm>
#include <libattrib/core/random.hpp>
#include <libattrib/io/text_stats.hpp>
#include <string>
#include <tests/catch.hpp>

namespace attrib {
namespace {

text_stats looked_at_byte_by_byte(std::string_view text) {
    const auto is_plain = [](unsigned char c) { return c >= 1 && c <= 127; };
    return {static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')),
            text.find('"') != std::string_view::npos, std::ranges::all_of(text, is_plain)};
}

TEST_CASE("every surveyor finds each byte, wherever it stands") {
    for (const surveyor look : surveyors())
        for (std::size_t size : {0u, 1u, 63u, 64u, 65u, 200u})
            for (std::size_t at = 0; at < size; ++at)
                for (const char byte : {'\n', '"', '\0', '\x80', '\xFF', '\x7F', '\x01'}) {
                    std::string text(size, '.');
                    text[at] = byte;
                    REQUIRE(look(text) == looked_at_byte_by_byte(text));
                }
}

TEST_CASE("line feeds are counted beyond what a byte holds") {
    for (const surveyor look : surveyors())
        for (std::size_t size : {16'320u, 16'384u, 40'000u, 100'001u})
            CHECK(look(std::string(size, '\n')) == text_stats{size, false, true});
}

TEST_CASE("all surveyors agree on texts of any bytes") {
    random_stream draw(7);
    for (int i = 0; i < 300; ++i) {
        std::string text(draw.below(5000), ' ');
        for (char& each : text) each = static_cast<char>(draw.below(i % 2 == 0 ? 256 : 128));
        for (const surveyor look : surveyors()) REQUIRE(look(text) == looked_at_byte_by_byte(text));
    }
}

}  // namespace
}  // namespace attrib
