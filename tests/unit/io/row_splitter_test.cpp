#include <libattrib/io/row_splitter.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

// The rows of a text that comes in pieces, each with its place.
std::string rows_of(const std::string& text, std::size_t piece) {
    row_splitter rows;
    std::string found;
    const auto note = [&](const stream_row& row) {
        std::string shown(row.text);
        while (shown.ends_with('\n')) shown.pop_back();
        found += "[" + shown + "@" + std::to_string(row.begin) + "-" + std::to_string(row.end) +
                 ":" + std::to_string(row.line) + "]";
    };
    for (std::size_t i = 0; i < text.size(); i += piece) {
        rows.add(std::string_view(text).substr(i, piece));
        while (const auto row = rows.next()) note(*row);
    }
    if (const auto row = rows.rest()) note(*row);
    return found;
}

}  // namespace

TEST_CASE("rows come out whole, whatever the pieces") {
    const std::string text = "a,b\n1,\"x\ny\"\n\n2,z";
    const std::string wanted = "[a,b@0-4:1][1,\"x\ny\"@4-12:2][@12-13:4][2,z@13-16:5]";
    for (std::size_t piece = 1; piece <= text.size(); ++piece)
        CHECK(rows_of(text, piece) == wanted);
}

TEST_CASE("lines are rows where quotes mean nothing") {
    CHECK(rows_of("{\"a\n\"}\n", 3) == "[{\"a@0-4:1][\"}@4-7:2]");
}

TEST_CASE("an unfinished row waits, and says that it is inside quotes") {
    row_splitter rows;
    rows.add("a,\"b");
    CHECK_FALSE(rows.next());
    CHECK(rows.waiting() == 4);
    CHECK(rows.is_quoted());
    rows.add("\"\nc");
    CHECK(rows.next()->text == "a,\"b\"\n");
    CHECK_FALSE(rows.is_quoted());
}

TEST_CASE("of a row over 1 MiB only the beginning is held") {
    row_splitter rows;
    const std::string piece(100'000, 'x');
    rows.add("a\n");
    CHECK(rows.next()->text == "a\n");
    for (int i = 0; i < 30; ++i) {
        rows.add(piece);
        CHECK_FALSE(rows.next());
        CHECK(rows.waiting() < 1'300'000);
    }
    rows.add("y\nb\n");
    const auto row = rows.next();
    REQUIRE(row);
    CHECK(row->oversize);
    CHECK(row->begin == 2);
    CHECK(row->end == 2 + 30 * piece.size() + 2);
    CHECK(row->text.size() == 4096);
    const auto after = rows.next();
    CHECK(after->text == "b\n");
    CHECK(after->line == 3);
    CHECK_FALSE(after->oversize);
}

}  // namespace attrib
