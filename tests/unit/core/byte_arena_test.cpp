#include <cstdint>
#include <cstring>
#include <libattrib/core/byte_arena.hpp>
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

}  // namespace
}  // namespace attrib
