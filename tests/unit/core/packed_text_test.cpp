#include <libattrib/core/packed_text.hpp>
#include <map>
#include <string>
#include <tests/catch.hpp>
#include <utility>
#include <vector>

namespace attrib {
namespace {

struct packed {
    packing how;
    std::string bytes;

    friend auto operator<=>(const packed&, const packed&) = default;
};

packed packed_of(std::string_view text) {
    std::string room(packing_room(text.size()), '\x55');
    const packing how = pack(text, room.data());
    room.resize(packed_size(how, text.size()));
    return {how, room};
}

std::string unpacked(const packed& from, std::size_t size) {
    std::string room(packing_room(size), '\x55');
    unpack(from.how, from.bytes.data(), size, room.data());
    room.resize(size);
    return room;
}

TEST_CASE("identifiers as they are met take half of their bytes") {
    CHECK(packed_of("1914855748.6893149004").how == packing::digits);
    CHECK(packed_of("1914855748.6893149004").bytes.size() == 11);
    CHECK(packed_of("39eee170fb6a2c4f").how == packing::hexadecimal);
    CHECK(packed_of("39eee170fb6a2c4f").bytes == "\x39\xEE\xE1\x70\xFB\x6A\x2C\x4F");
    CHECK(packed_of("0190e1f2-91a4-7ddc-b63d-fc5a1f3a2b10").how == packing::uuid);
    CHECK(packed_of("0190e1f2-91a4-7ddc-b63d-fc5a1f3a2b10").bytes.size() == 16);
    CHECK(packed_of("shop-000001").how == packing::plain);
    CHECK(packed_of("39EEE170FB6A2C4F").how == packing::plain);
    CHECK(packed_of("0190e1f2-91a4-7ddc-b63d_fc5a1f3a2b10").how == packing::plain);
}

TEST_CASE("every text comes back, and no two texts are packed alike") {
    // All bytes at all places of the eight that are worked on at once, in texts of all lengths.
    std::map<std::pair<std::size_t, packed>, std::string> seen;
    const auto check = [&](const std::string& text) {
        const packed from = packed_of(text);
        REQUIRE(unpacked(from, text.size()) == text);
        const auto [place, is_new] = seen.emplace(std::pair(text.size(), from), text);
        REQUIRE((is_new || place->second == text));
    };
    for (const std::string alphabet : {"0123456789abcdef", "-./0123456789:;<"})
        for (std::size_t length = 0; length <= 40; ++length) {
            std::string text;
            for (std::size_t i = 0; i < length; ++i) text += alphabet[i * 7 % 16];
            check(text);
            for (std::size_t at = 0; at < length; ++at)
                for (int byte = 0; byte < 256; ++byte) {
                    std::string other = text;
                    other[at] = static_cast<char>(byte);
                    check(other);
                }
        }
    for (std::size_t at = 0; at < 36; ++at)
        for (int byte = 0; byte < 256; ++byte) {
            std::string other = "0190e1f2-91a4-7ddc-b63d-fc5a1f3a2b10";
            other[at] = static_cast<char>(byte);
            check(other);
        }
    check(std::string(256, '7'));
    check(std::string(256, 'x'));
}

TEST_CASE("packed texts compare as the texts do") {
    std::vector<std::string> texts{"", "0190e1f2-91a4-7ddc-b63d-fc5a1f3a2b10",
                                   "0190e1f2-91a4-7ddc-b63d-fc5a1f3a2b1f", std::string(256, 'x')};
    for (const std::string alphabet : {"0123456789abcdef", "-./0123456789:;<", "Az\xFF_"})
        for (std::size_t length : {1u, 2u, 7u, 8u, 9u, 16u, 21u})
            for (std::size_t at = 0; at < length; at += 1 + length / 4)
                for (const char other : alphabet) {
                    std::string text(length, alphabet[1]);
                    text[at] = other;
                    texts.push_back(text);
                }
    for (const std::string& a : texts)
        for (const std::string& b : texts) {
            const packed left = packed_of(a);
            const packed right = packed_of(b);
            const auto size = [](const std::string& of) {
                return static_cast<std::uint16_t>(of.size());
            };
            REQUIRE(compare_texts({left.how, size(a), left.bytes.data()},
                                  {right.how, size(b), right.bytes.data()}) == (a <=> b));
        }
}

}  // namespace
}  // namespace attrib
