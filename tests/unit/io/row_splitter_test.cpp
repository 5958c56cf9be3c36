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

TEST_CASE("a byte order mark belongs to no row, even in pieces") {
    const std::string text = "\xEF\xBB\xBF\"a\nb\",c\n1,2\n";
    for (std::size_t piece = 1; piece <= text.size(); ++piece)
        CHECK(rows_of(text, piece) == "[\"a\nb\",c@3-11:1][1,2@11-15:3]");
    CHECK(rows_of("\xEF\xBB\xBF{}\n", 2) == "[{}@3-6:1]");
    CHECK(rows_of("\xEF\xBB", 1) == "[\xEF\xBB@0-2:1]");
}

TEST_CASE("line ends of two bytes may be split over pieces") {
    for (std::size_t piece = 1; piece <= 4; ++piece)
        CHECK(rows_of("a\r\nb\r\n", piece) == "[a\r@0-3:1][b\r@3-6:2]");
}

TEST_CASE("a position is marked by what precedes it, wherever reading began") {
    const std::string text = "first row\nsecond row\nthird row\n";
    row_splitter whole;
    whole.add(text);
    whole.next();
    whole.next();
    CHECK(whole.offset() == 21);
    CHECK(whole.mark() == mark_of(text.substr(0, 21)));
    row_splitter part;
    part.add("whatever");
    part.restart(10, 2, text.substr(0, 10));
    part.add(text.substr(10, 5));
    part.add(text.substr(15));
    const auto row = part.next();
    REQUIRE(row);
    CHECK((row->text == "second row\n" && row->begin == 10 && row->line == 2));
    CHECK(part.mark() == whole.mark());
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
        CHECK(rows.offset() == 2);
    }
    rows.add("y\nb\n");
    const auto row = rows.next();
    REQUIRE(row);
    CHECK(row->oversize);
    CHECK(row->begin == 2);
    CHECK(row->end == 2 + 30 * piece.size() + 2);
    CHECK(row->text.size() == 4096);
    CHECK(rows.mark() == mark_of(std::string(marked_bytes - 2, 'x') + "y\n"));
    const auto after = rows.next();
    CHECK(after->text == "b\n");
    CHECK(after->line == 3);
    CHECK_FALSE(after->oversize);
}

}  // namespace attrib
