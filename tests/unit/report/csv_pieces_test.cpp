#include <libattrib/report/csv_pieces.hpp>
#include <string>
#include <tests/catch.hpp>
#include <vector>

namespace attrib::test {
namespace {

// Rows of `width` letters and a line end.
indexed_csv rows_of(std::size_t count, std::size_t width) {
    return indexed_csv(
        {.header = "header\n", .rows = count, .append_row = [width](auto i, auto& out) {
             out += std::string(width, static_cast<char>('a' + i % 26)) + '\n';
         }});
}

std::vector<csv_piece> pieces_of(const indexed_csv& csv) {
    std::vector<csv_piece> pieces{csv.from_row(0)};
    while (pieces.back().next) pieces.push_back(csv.from_row(std::stoul(*pieces.back().next)));
    return pieces;
}

std::string whole_of(const std::vector<csv_piece>& pieces) {
    std::string text;
    for (const csv_piece& each : pieces) text += each.text;
    return text;
}

}  // namespace

TEST_CASE("CSV without rows is one piece, its header") {
    const csv_piece only = rows_of(0, 10).from_row(0);
    CHECK(only.text == "header\n");
    CHECK_FALSE(only.next);
}

TEST_CASE("pieces have every row once and in order, and one header") {
    for (const std::size_t width : {0U, 10U, 1000U, 300'000U}) {
        const std::size_t count = width == 300'000 ? 5 : 10'000;
        std::string expected = "header\n";
        for (std::size_t i = 0; i < count; ++i)
            expected += std::string(width, static_cast<char>('a' + i % 26)) + '\n';
        const auto pieces = pieces_of(rows_of(count, width));
        INFO(width);
        CHECK(whole_of(pieces) == expected);
        CHECK(pieces.size() <= expected.size() / csv_piece_bytes + 1);
    }
}

TEST_CASE("a piece ends with the row that makes it long enough, the last with the last row") {
    constexpr std::size_t width = 999;
    const auto pieces = pieces_of(rows_of(1000, width));
    REQUIRE(pieces.size() == 4);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        CHECK(pieces[i].text.size() < csv_piece_bytes + width + 1);
        CHECK(pieces[i].next.has_value() == (i + 1 < pieces.size()));
        if (pieces[i].next) CHECK(pieces[i].text.size() >= csv_piece_bytes);
    }
    // No empty piece follows rows that fill pieces exactly.
    const std::size_t header = 7;
    CHECK(pieces_of(rows_of(2, csv_piece_bytes - 1)).size() == 2);
    CHECK(pieces_of(rows_of(1, csv_piece_bytes - 1 - header)).size() == 1);
}

}  // namespace attrib::test
