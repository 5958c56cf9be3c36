#include <libattrib/io/csv_rows.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

using row = std::vector<std::string>;

std::vector<row> rows_of(std::string_view text) {
    std::vector<row> out;
    for (csv_rows rows(text, 1); rows.next();) {
        const auto values = rows.values().all();
        out.emplace_back(values.begin(), values.end());
    }
    return out;
}

TEST_CASE("values are separated by commas and rows by line ends") {
    CHECK(rows_of("a,b\nc,d\n") == std::vector<row>{{"a", "b"}, {"c", "d"}});
    CHECK(rows_of("a,b\r\nc,d\r\n") == std::vector<row>{{"a", "b"}, {"c", "d"}});
    CHECK(rows_of("a,b\nc,d") == std::vector<row>{{"a", "b"}, {"c", "d"}});
    CHECK(rows_of("a,,\n,,b\n") == std::vector<row>{{"a", "", ""}, {"", "", "b"}});
    CHECK(rows_of("").empty());
}

TEST_CASE("an empty line is nothing") {
    CHECK(rows_of("\n\na\n\r\n\nb\n\n") == std::vector<row>{{"a"}, {"b"}});
    CHECK(rows_of("\"\"\n") == std::vector<row>{{""}});
}

TEST_CASE("white space at both ends of a value goes, inside quotes too") {
    CHECK(rows_of(" a b\t,\v\f\r,\" c \"\n") == std::vector<row>{{"a b", "", "c"}});
    CHECK(rows_of("a\xC2\xA0\n") == std::vector<row>{{"a\xC2\xA0"}});  // no-break space is text
}

TEST_CASE("quoted values hold commas, quotes and line ends") {
    CHECK(rows_of("\"a,b\",\"c\"\"d\",\"e\nf\",\"\"\"\"\n") ==
          std::vector<row>{{"a,b", "c\"d", "e\nf", "\""}});
    CHECK(rows_of("\"\"\"a\"\"\",\"b\"\"\"\r\n") == std::vector<row>{{"\"a\"", "b\""}});
    CHECK(rows_of("\"a\"") == std::vector<row>{{"a"}});
}

TEST_CASE("structure is found wherever it lies in the 64-byte blocks") {
    for (std::size_t length = 0; length < 200; ++length) {
        const std::string filler(length, 'x');
        CHECK(rows_of(filler + ",\"" + filler + "\"\"\n\"," + filler + "\n" + filler + ",y") ==
              std::vector<row>{{filler, filler + "\"", filler}, {filler, "y"}});
    }
}

TEST_CASE("a quote where none may be marks its row and no other") {
    csv_rows rows("a\"b,c\n\"a\"b,c\na\",\"b\n\n\"ok\" ,c\n\"a\"b\"c\"\nlast\n", 1);
    std::vector<bool> stray;
    std::vector<std::uint64_t> lines;
    while (rows.next()) {
        stray.push_back(rows.has_stray_quote());
        lines.push_back(rows.line());
    }
    // Row 3 opens a quoted value in its second column, which closes before `ok`.
    CHECK(stray == std::vector<bool>{true, true, true, true, false});
    CHECK(lines == std::vector<std::uint64_t>{1, 2, 3, 6, 7});
}

TEST_CASE("a row knows its line and its text") {
    csv_rows rows("h\r\n\n\"a\n\nb\",c\r\nd\n", 7);
    REQUIRE(rows.next());
    CHECK(rows.line() == 7);
    CHECK(rows.text() == "h");
    REQUIRE(rows.next());
    CHECK(rows.line() == 9);
    CHECK(rows.text() == "\"a\n\nb\",c");
    REQUIRE(rows.next());
    CHECK(rows.line() == 12);
    CHECK_FALSE(rows.next());
}

TEST_CASE("a quoted value that does not close is told") {
    csv_rows rows("a,\"b\nc", 1);
    REQUIRE(rows.next());
    CHECK(rows.is_unterminated());
    csv_rows closed("a,\"b\nc\"", 1);
    REQUIRE(closed.next());
    CHECK_FALSE(closed.is_unterminated());
}

TEST_CASE("row ends are found in any pieces, quoted line ends are none") {
    const std::string text = "a,\"b\n\"\"\n\",c\n\"\"\n\"x\"\r\nlast\"\n\"q\n\"";
    // Behind `c\n`, `""\n`, `"x"\r\n`, `last"\n`.
    const std::vector<std::size_t> ends{12, 15, 20, 26};
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        row_boundaries boundaries;
        const auto head = boundaries.scan(std::string_view(text).substr(0, cut));
        const auto tail = boundaries.scan(std::string_view(text).substr(cut));
        std::size_t last_in_head = 0;
        std::size_t first_in_tail = 0;
        for (const std::size_t end : ends) {
            if (end <= cut) last_in_head = end;
            if (end > cut && first_in_tail == 0) first_in_tail = end - cut;
        }
        CAPTURE(cut);
        CHECK(head.last == last_in_head);
        CHECK(head.first == (last_in_head == 0 ? 0 : ends.front()));
        CHECK(tail.first == first_in_tail);
        CHECK_FALSE(boundaries.is_quoted());
    }
}

TEST_CASE("after pieces that end inside quotes, is_quoted says so") {
    row_boundaries boundaries;
    (void)boundaries.scan("a,\"b\n");
    CHECK(boundaries.is_quoted());
    (void)boundaries.scan("c\"");
    CHECK_FALSE(boundaries.is_quoted());
    boundaries.restart();
    (void)boundaries.scan("\"");
    CHECK(boundaries.is_quoted());
}

}  // namespace
}  // namespace attrib
