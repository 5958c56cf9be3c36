#include <libattrib/postgres/text_hash.hpp>

#include <bit>
#include <cstddef>

namespace attrib {
namespace {

// The state of lookup3; the numbers are its own.
struct lookup3 {
    std::uint32_t a;
    std::uint32_t b;
    std::uint32_t c;

    void mix() noexcept {
        a -= c, a ^= std::rotl(c, 4), c += b;
        b -= a, b ^= std::rotl(a, 6), a += c;
        c -= b, c ^= std::rotl(b, 8), b += a;
        a -= c, a ^= std::rotl(c, 16), c += b;
        b -= a, b ^= std::rotl(a, 19), a += c;
        c -= b, c ^= std::rotl(b, 4), b += a;
    }
    void finish() noexcept {
        c ^= b, c -= std::rotl(b, 14);
        a ^= c, a -= std::rotl(c, 11);
        b ^= a, b -= std::rotl(a, 25);
        c ^= b, c -= std::rotl(b, 16);
        a ^= c, a -= std::rotl(c, 4);
        b ^= a, b -= std::rotl(a, 14);
        c ^= b, c -= std::rotl(b, 24);
    }
};

std::uint32_t little_endian(std::string_view bytes) noexcept {
    std::uint32_t word = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        word = word << 8 | static_cast<unsigned char>(bytes[i]);
    return word;
}

}  // namespace

std::int32_t hashtext(std::string_view text) noexcept {
    constexpr std::size_t word = sizeof(std::uint32_t);
    constexpr std::size_t block = 3 * word;
    constexpr std::uint32_t seed = 0x9e3779b9 + 3923095;
    const std::uint32_t start = seed + static_cast<std::uint32_t>(text.size());
    lookup3 state{start, start, start};
    for (; text.size() >= block; text.remove_prefix(block)) {
        state.a += little_endian(text.substr(0, word));
        state.b += little_endian(text.substr(word, word));
        state.c += little_endian(text.substr(2 * word, word));
        state.mix();
    }
    state.a += little_endian(text.substr(0, word));
    if (text.size() > word) state.b += little_endian(text.substr(word, word));
    // The lowest byte of c is the length's.
    if (text.size() > 2 * word) state.c += little_endian(text.substr(2 * word)) << 8;
    state.finish();
    return static_cast<std::int32_t>(state.c);
}

}  // namespace attrib
