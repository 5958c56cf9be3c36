#include <atomic>
#include <libattrib/core/ordered_output.hpp>
#include <stdexcept>
#include <string>
#include <tests/catch.hpp>

namespace attrib {
namespace {

std::string piece_of(std::size_t number) { return std::to_string(number) + ";"; }

TEST_CASE("pieces are written in order, whoever brings them, with a narrow window too") {
    constexpr std::size_t count = 500;
    std::string expected;
    for (std::size_t i = 0; i < count; ++i) expected += piece_of(i);
    for (const std::size_t window : {1u, 3u, 100u})
        for (const unsigned threads : {1u, 6u}) {
            std::string written;
            write_in_order<std::string>(
                count, threads, window,
                [](unsigned, std::size_t i, const auto& write_part) {
                    // Every third comes in parts.
                    const std::string piece = piece_of(i);
                    if (i % 3 != 0) return piece;
                    for (std::size_t at = 0; at + 1 < piece.size(); ++at)
                        write_part(piece.substr(at, 1));
                    return piece.substr(piece.size() - 1);
                },
                [&](std::string&& piece) { written += piece; });
            CHECK(written == expected);
        }
}

TEST_CASE("no piece is made, none is written") {
    write_in_order<std::string>(
        0, 3, 1,
        [](unsigned, std::size_t, const auto&) -> std::string { throw std::logic_error("made"); },
        [](std::string&&) { throw std::logic_error("written"); });
}

TEST_CASE("when a piece cannot be written or made, nobody waits for ever") {
    const auto run = [](std::size_t breaks_at, bool when_made, bool in_part) {
        write_in_order<std::string>(
            100, 4, 2,
            [&](unsigned, std::size_t i, const auto& write_part) {
                if (when_made && i == breaks_at) throw std::runtime_error("no memory");
                if (in_part) write_part(piece_of(i));
                return piece_of(i);
            },
            [&](std::string&& piece) {
                if (!when_made && piece == piece_of(breaks_at))
                    throw std::runtime_error("disk full");
            });
    };
    for (const bool in_part : {false, true}) {
        CHECK_THROWS_WITH(run(10, false, in_part), "disk full");
        CHECK_THROWS_WITH(run(10, true, in_part), "no memory");
    }
}

TEST_CASE("after giving up no piece is taken") {
    ordered_output<std::string> output([](std::string&&) {}, 2);
    CHECK(output.submit(0, "first"));
    output.abandon();
    CHECK_FALSE(output.submit(1, "late"));
    CHECK_FALSE(output.submit(50, "later"));
}

}  // namespace
}  // namespace attrib
