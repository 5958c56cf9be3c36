#include <algorithm>
#include <libattrib/core/random.hpp>
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

// What the rules say of a text, byte by byte.
struct seen_row {
    row values;  // of a row without stray quotes
    std::string text;
    std::uint64_t line;
    bool is_stray;
    bool is_unterminated;

    friend bool operator==(const seen_row&, const seen_row&) = default;
};

seen_row read_by_the_rules(std::string_view text, std::size_t& at, std::uint64_t& line) {
    seen_row out{{}, {}, line, false, false};
    const std::size_t begin = at;
    const auto is_end = [&] { return at == text.size() || text[at] == ',' || text[at] == '\n'; };
    for (;; ++at) {
        std::string value;
        const bool is_quoted = at < text.size() && text[at] == '"';
        if (is_quoted) {
            for (++at;; ++at) {
                out.is_unterminated = at == text.size();
                if (out.is_unterminated) break;
                if (text[at] == '"' && (at + 1 == text.size() || text[at + 1] != '"')) break;
                if (text[at] == '"') ++at;
                if (text[at] == '\n') ++line;
                value += text[at];
            }
            if (at < text.size()) ++at;
            for (; !is_end(); ++at) out.is_stray |= !is_blank(text[at]);
        } else {
            for (; !is_end(); ++at) {
                value += text[at];
                out.is_stray |= text[at] == '"';
            }
        }
        value = trimmed(value);
        if (!is_quoted && (value == "NULL" || value == "null" || value == "\\N")) value.clear();
        out.values.push_back(value);
        if (at == text.size() || text[at] == '\n') break;
    }
    out.text = text.substr(begin, at - begin);
    if (out.text.ends_with('\r')) out.text.pop_back();
    if (at < text.size()) ++at;
    ++line;
    if (out.is_stray) out.values.clear();
    return out;
}

TEST_CASE("rows of any bytes are read as the rules say, byte by byte") {
    random_stream random(11);
    for (int i = 0; i < 4000; ++i) {
        // Mostly good rows with quotes, some with quotes anywhere.
        std::string text;
        const std::size_t size = random.below(i % 10 == 0 ? 6000 : 300);
        const bool is_wild = random.one_in(3);
        while (text.size() < size) {
            static constexpr std::string_view pieces[] = {
                "a,",      "\"b\",",    "\"c,\nd\",", "\"\",", "\"x\"\"y\",",
                "e\n",     "\"f\"\n",   "\"\"\n",     ",",     " \"g\",",
                "\"h\" ,", "\"i\"\r\n", "\n",         "NULL,", "long value of a row,",
                "\"",      "\"j\"k,",   "l\"m\n",     "\"\"\""};
            text += pieces[random.below(is_wild ? std::size(pieces) : 15)];
        }
        std::size_t at = 0;
        std::uint64_t line = 1;
        csv_rows rows(text, 1);
        while (at < text.size()) {
            const seen_row expected = read_by_the_rules(text, at, line);
            if (expected.text.empty()) continue;
            REQUIRE(rows.next());
            seen_row found{{},
                           std::string(rows.text()),
                           rows.line(),
                           rows.has_stray_quote(),
                           rows.is_unterminated()};
            if (!found.is_stray)
                for (const std::string_view value : rows.values().all())
                    found.values.emplace_back(value);
            INFO(text);
            REQUIRE(found.text == expected.text);
            REQUIRE(found.values == expected.values);
            REQUIRE(found == expected);
        }
        REQUIRE_FALSE(rows.next());
    }
}

TEST_CASE("values are separated by commas and rows by line ends") {
    CHECK(rows_of("a,b\nc,d\n") == std::vector<row>{{"a", "b"}, {"c", "d"}});
    CHECK(rows_of("a,b\r\nc,d\r\n") == std::vector<row>{{"a", "b"}, {"c", "d"}});
    CHECK(rows_of("a,b\nc,d") == std::vector<row>{{"a", "b"}, {"c", "d"}});
    CHECK(rows_of("a,,\n,,b\n") == std::vector<row>{{"a", "", ""}, {"", "", "b"}});
    CHECK(rows_of("").empty());
}

TEST_CASE("null texts of exports are no values, unless they are quoted") {
    CHECK(rows_of("NULL,null, NULL ,\\N\n") == std::vector<row>{{"", "", "", ""}});
    CHECK(rows_of("NULL,\"NULL\",null,\"null\",\\N,\"\\N\"\n") ==
          std::vector<row>{{"", "NULL", "", "null", "", "\\N"}});
    CHECK(rows_of("Null,nULL,NULLs,xNULL,\\n,\\NN,N,\\\n") ==
          std::vector<row>{{"Null", "nULL", "NULLs", "xNULL", "\\n", "\\NN", "N", "\\"}});
    CHECK(rows_of("NULL\n\\N") == std::vector<row>{{""}, {""}});
}

TEST_CASE("an empty line is nothing") {
    CHECK(rows_of("\n\na\n\r\n\nb\n\n") == std::vector<row>{{"a"}, {"b"}});
    CHECK(rows_of("\"\"\n") == std::vector<row>{{""}});
}

TEST_CASE("white space at both ends of a value goes, inside quotes too") {
    CHECK(rows_of(" a b\t,\v\f\r,\" c \"\n") == std::vector<row>{{"a b", "", "c"}});
    CHECK(rows_of("x\xC2\xA0\n\xC2\xA0 y\xC2\xA0z \xC2\xA0,\"\xC2\xA0\"\n") ==
          std::vector<row>{{"x"}, {"y\xC2\xA0z", ""}});  // no-break spaces
    CHECK(rows_of("\xC2,\xA0,\xC3\xA0\n") == std::vector<row>{{"\xC2", "\xA0", "\xC3\xA0"}});
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
    // After `c\n`, `""\n`, `"x"\r\n`, `last"\n`.
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

TEST_CASE("other delimiters divide values as commas do, and commas are text then") {
    for (const char delimiter : {';', '\t', '|', '\x01'}) {
        std::string text = "a,b?\"c?d\"?\r\n? d ?\"\"\"\n,\"?\nx?y\"?z\n";
        std::ranges::replace(text, '?', delimiter);
        csv_rows rows(text, 1, {.delimiter = delimiter});
        REQUIRE(rows.next());
        const std::string quoted = std::string("c") + delimiter + "d";
        CHECK(rows.values().all() == std::vector<std::string_view>{"a,b", quoted, ""});
        REQUIRE(rows.next());
        CHECK(rows.values().all() == std::vector<std::string_view>{"", "d", "\"\n,", ""});
        REQUIRE(rows.next());
        CHECK(rows.has_stray_quote());
        CHECK(rows.line() == 4);
        CHECK_FALSE(rows.next());
        CHECK(first_row_end(text, delimiter) == text.find('\n') + 1);
        row_boundaries boundaries(delimiter);
        CHECK(boundaries.scan(text).last == text.size());
    }
    CHECK(first_row_end("a;\"b\nc\"\nd\n", row_boundaries::any_delimiter) == 8);
    CHECK(first_row_end("a;\"b\nc", ';') == 0);
    CHECK(first_row_end("", ';') == 0);
}

TEST_CASE("texts that the user says are null are empty as whole unquoted values") {
    const std::vector<std::string> nulls{"-", "n/a", ""};
    csv_rows rows("-, n/a ,\"-\",--,NULL\n\"n/a\",-,x\"y,-\n", 1, {.null_texts = nulls});
    REQUIRE(rows.next());
    CHECK(rows.values().all() == std::vector<std::string_view>{"", "", "-", "--", ""});
    REQUIRE(rows.next());
    CHECK(rows.has_stray_quote());
    CHECK(rows.values().all()[0] == "n/a");
    CHECK(rows.values().all()[1].empty());
}

}  // namespace
}  // namespace attrib
