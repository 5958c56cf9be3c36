#include <algorithm>
#include <cstdint>
#include <cstring>
#include <libattrib/core/byte_arena.hpp>
#include <set>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("pieces are aligned, do not overlap and stay where they are") {
    byte_arena arena(64);
    std::vector<std::pair<char*, std::size_t>> pieces;
    for (std::size_t size = 1; size < 300; ++size) {
        char* const piece = arena.allocate(size);
        CHECK(reinterpret_cast<std::uintptr_t>(piece) % 8 == 0);
        std::memset(piece, static_cast<int>(size & 0x7F), size);
        pieces.emplace_back(piece, size);
    }
    for (const auto& [piece, size] : pieces)
        for (std::size_t i = 0; i < size; ++i) REQUIRE(piece[i] == static_cast<char>(size & 0x7F));
}

TEST_CASE("pieces larger than a block are whole, between others") {
    constexpr std::size_t block_bytes = std::size_t{2} << 20;
    byte_arena arena(block_bytes);
    std::vector<std::pair<char*, std::size_t>> pieces;
    for (std::size_t i = 0; i < 200; ++i) {
        const std::size_t size = i == 150 ? 3 * block_bytes + 1 : 20'000 + i;
        char* const piece = arena.allocate(size);
        std::memset(piece, static_cast<int>(i & 0x7F), size);
        pieces.emplace_back(piece, size);
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto& [piece, size] = pieces[i];
        REQUIRE(static_cast<std::size_t>(
                    std::count(piece, piece + size, static_cast<char>(i & 0x7F))) == size);
    }
}

TEST_CASE("a cleared arena hands out the same memory again, and more when that is not enough") {
    byte_arena arena(1000);
    std::vector<char*> first;
    for (int i = 0; i < 50; ++i) first.push_back(arena.allocate(96));
    CHECK(arena.used() == 50 * 96);
    arena.clear();
    CHECK(arena.used() == 0);
    for (int i = 0; i < 50; ++i) CHECK(arena.allocate(96) == first[static_cast<std::size_t>(i)]);
    arena.clear();
    std::memset(arena.allocate(5000), 1, 5000);  // fits no block there is
    std::set<char*> others;
    for (int i = 0; i < 50; ++i) others.insert(arena.allocate(96));
    CHECK(others.size() == 50);
}

}  // namespace
}  // namespace attrib
