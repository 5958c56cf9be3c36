#include <libattrib/core/hash.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <tests/catch.hpp>

using attrib::hash_of;
using attrib::mix;

// Partitions are made by hash: were it different from machine to machine, so were the order of
// work, though never the rows. A red line here means that the hash function itself has changed.
TEST_CASE("the hash of a text is XXH3 with 64 bits") {
    CHECK(hash_of("") == 0x2d06800538d394c2);
    CHECK(hash_of("a") == 0xe6c632b61e964e1f);
    CHECK(hash_of("abc") == 0x78af5f94892f3950);
}

TEST_CASE("a hash depends on every byte, NUL included") {
    CHECK(hash_of({"a\0b", 3}) != hash_of({"a\0c", 3}));
    CHECK(hash_of({"a\0", 2}) != hash_of("a"));
    CHECK(hash_of("user1") != hash_of("user2"));
    CHECK(hash_of(std::string(1000, 'x')) != hash_of(std::string(1001, 'x')));
}

TEST_CASE("same_text sees every byte, at any size") {
    for (std::size_t size = 0; size <= 80; ++size) {
        const std::string text(size, 'a');
        CHECK(attrib::same_text(text, std::string(size, 'a')));
        CHECK_FALSE(attrib::same_text(text, std::string(size + 1, 'a')));
        for (std::size_t at = 0; at < size; ++at) {
            std::string other = text;
            other[at] = 'b';
            CHECK_FALSE(attrib::same_text(text, other));
        }
    }
}

TEST_CASE("mix keeps different numbers different") {
    std::set<std::uint64_t> mixed;
    for (std::uint64_t i = 0; i < 10'000; ++i) mixed.insert(mix(i));
    CHECK(mixed.size() == 10'000);
}

TEST_CASE("mix carries each bit of the input into about half of the bits of the output") {
    for (int bit = 0; bit < 64; ++bit) {
        int flips = 0;
        for (std::uint64_t i = 1; i <= 64; ++i) {
            const std::uint64_t number = mix(i);
            flips += std::popcount(mix(number) ^ mix(number ^ (std::uint64_t{1} << bit)));
        }
        INFO("bit " << bit);
        CHECK(flips > 64 * 24);
        CHECK(flips < 64 * 40);
    }
}
