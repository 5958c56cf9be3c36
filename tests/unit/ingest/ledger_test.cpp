#include <libattrib/ingest/ledger.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

// Rows of two bytes, from offset 100 and line 11 on.
event_chunk chunk_of(const std::string& text) {
    event_chunk chunk;
    chunk.text = text;
    chunk.begin = 100;
    chunk.end = 100 + text.size();
    chunk.first_line = 11;
    chunk.end_line = 11 + text.size() / 2;
    return chunk;
}

std::string outside(const std::vector<loaded_part>& parts) {
    std::string found;
    for (const event_chunk& piece : pieces_outside(chunk_of("a\nb\nc\nd\n"), parts)) {
        CHECK(piece.end - piece.begin == piece.text.size());
        found += piece.text.substr(0, 1) + "-" + piece.text.substr(piece.text.size() - 2, 1) + "@" +
                 std::to_string(piece.begin) + ":" + std::to_string(piece.first_line) + ":" +
                 std::to_string(piece.end_line) + " ";
    }
    return found;
}

}  // namespace

TEST_CASE("what is loaded is cut out of a chunk") {
    CHECK(outside({}) == "a-d@100:11:15 ");
    CHECK(outside({{50, 100, 11}}) == "a-d@100:11:15 ");
    CHECK(outside({{108, 120, 11}}) == "a-d@100:11:15 ");
    CHECK(outside({{100, 108, 15}}).empty());
    CHECK(outside({{90, 120, 20}}).empty());
    CHECK(outside({{90, 102, 12}}) == "b-d@102:12:15 ");
    CHECK(outside({{106, 110, 16}}) == "a-c@100:11:14 ");
    CHECK(outside({{102, 104, 13}}) == "a-a@100:11:12 c-d@104:13:15 ");
    CHECK(outside({{102, 104, 13}, {106, 108, 15}}) == "a-a@100:11:12 c-c@104:13:14 ");
}

TEST_CASE("a row that is too long is there or not") {
    event_chunk chunk = chunk_of("a\n");
    chunk.oversize = true;
    chunk.end = 1'000'000;
    event_chunk again = chunk;
    CHECK(pieces_outside(std::move(chunk), {}).size() == 1);
    CHECK(pieces_outside(std::move(again), {{100, 1'000'000, 12}}).empty());
}

}  // namespace attrib
