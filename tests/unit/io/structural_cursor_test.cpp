#include <algorithm>
#include <libattrib/core/random.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/structural_cursor.hpp>
#include <span>
#include <string>
#include <tests/catch.hpp>
#include <vector>

namespace attrib {
namespace {

using places = std::vector<std::size_t>;

places commas_and_feeds(std::string_view text) {
    structure found;
    all_structure_finders().front().structure_of(text.data(), text.size(), ',', found);
    const std::span all(found.offsets.data(), found.count);
    return {all.begin(), all.end()};
}

std::string drawn_text(random_stream& random, std::size_t size, std::string_view alphabet) {
    std::string text;
    while (text.size() < size)
        text.push_back(alphabet.empty() ? static_cast<char>(random.below(256))
                                        : alphabet[random.below(alphabet.size())]);
    return text;
}

TEST_CASE("commas and line feeds are found, and nothing else") {
    std::string every_byte;
    for (int byte = 0; byte < 256; ++byte)
        if (byte != '"') every_byte.push_back(static_cast<char>(byte));
    CHECK(commas_and_feeds(every_byte) == places{'\n', ',' - 1});
    CHECK(commas_and_feeds("").empty());
    CHECK(commas_and_feeds("no structure").empty());
    CHECK(commas_and_feeds("\"a,b\nc\",\"\"\"\",\n") == places{7, 12, 13});
}

TEST_CASE("places are right in every block and at its edges") {
    for (std::size_t at = 0; at < 260; ++at) {
        std::string text(260, '.');
        text[at] = ',';
        CHECK(commas_and_feeds(text) == places{at});
        // From the quote on, everything is in quotes.
        for (std::size_t quote = 0; quote < 260; quote += 13) {
            std::string quoted = text;
            quoted[quote] = '"';
            const bool is_seen = quote > at;
            CHECK(commas_and_feeds(quoted) == (is_seen ? places{at} : places{}));
        }
    }
}

TEST_CASE("bytes after the text are not looked at") {
    const std::string text = "a,b,,,,";
    CHECK(commas_and_feeds(std::string_view(text).substr(0, 3)) == places{1});
}

TEST_CASE("every set of instructions finds the same") {
    random_stream random(7);
    for (std::size_t size = 0; size <= structure::max_bytes; size += 1 + random.below(40)) {
        const char delimiter = ",;\t|"[random.below(4)];
        std::string text = drawn_text(random, size, random.one_in(2) ? ",,\n\"a,\n," : "");
        for (char& c : text)
            if (c == ',' || c == delimiter) c = c == ',' ? delimiter : ',';
        std::vector<std::uint16_t> offsets;
        std::vector<std::uint16_t> feeds;
        std::vector<std::uint16_t> irregular;
        bool is_quoted = false;
        std::uint16_t odd = 0;
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (text[at] == '"') is_quoted = !is_quoted;
            if (text[at] == '"' || (is_quoted && text[at] == '\n')) ++odd;
            if (is_quoted || (text[at] != delimiter && text[at] != '\n')) continue;
            if (text[at] == '\n') {
                feeds.push_back(static_cast<std::uint16_t>(offsets.size()));
                irregular.push_back(odd);
            }
            offsets.push_back(static_cast<std::uint16_t>(at));
        }
        for (const structure_finders& by : all_structure_finders()) {
            structure found;
            by.structure_of(text.data(), text.size(), delimiter, found);
            CHECK(std::ranges::equal(std::span(found.offsets).first(found.count), offsets));
            CHECK(std::ranges::equal(std::span(found.feeds).first(found.feed_count), feeds));
            CHECK(
                std::ranges::equal(std::span(found.irregular).first(found.feed_count), irregular));
        }
    }
}

TEST_CASE("where rows end is what the rules say, or is left to them") {
    random_stream random(3);
    std::size_t unsure = 0;
    for (int i = 0; i < 5000; ++i) {
        const std::string text = drawn_text(random, random.below(200), "ab,\n\"\"\n,");
        row_boundaries boundaries;
        const auto expected = boundaries.scan(text);
        for (const structure_finders& by : all_structure_finders()) {
            const row_ends found = by.ends_of(text, ',');
            unsure += !found.is_sure;
            if (!found.is_sure) continue;
            INFO(text);
            REQUIRE(found.first == expected.first);
            REQUIRE(found.last == expected.last);
            REQUIRE(found.is_quoted == boundaries.is_quoted());
        }
    }
    CHECK(unsure > 0);
    // Rows that keep to the rules leave nothing open, wherever blocks of 64 bytes begin.
    for (std::size_t length = 0; length < 200; ++length) {
        std::string text(length, 'x');
        for (int times = 0; times < 4; ++times)
            text += ",\"a\"\"b\",\"\",\"c\nd\"\n\"\"\"e\",f\r\n";
        for (const structure_finders& by : all_structure_finders()) {
            const row_ends found = by.ends_of(text, ',');
            CHECK(found.is_sure);
            CHECK(found.first == length + 17);
            CHECK(found.last == text.size());
            CHECK_FALSE(found.is_quoted);
            CHECK(by.ends_of(text + "\"", ',').is_quoted);
            CHECK_FALSE(by.ends_of(text + "x\"y", ',').is_sure);
        }
    }
}

TEST_CASE("rows are handed out whole, whatever comes between them") {
    const std::string longest(2 * structure::max_bytes, 'x');
    for (std::size_t length = 0; length < 600; length += 7) {
        const std::string filler(length, 'x');
        std::string text;
        for (const std::string row : {"a,b", "c", "", "d,e,,f", ""})
            for (int times = 0; times < 20; ++times) text += row + filler + "\n";
        text += longest + ",y\n" + filler + "g\n" + filler + ",z";
        structural_cursor cursor(text);
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            const std::string_view row = std::string_view(text).substr(begin, end - begin);
            const auto ends = cursor.row(begin);
            if (ends.empty()) {
                REQUIRE((row.size() >= structure::max_bytes || end == text.size()));
                cursor.forget();
            } else {
                REQUIRE(cursor.base() + ends.back() == end);
                REQUIRE(ends.size() == 1 + static_cast<std::size_t>(std::ranges::count(row, ',')));
                REQUIRE(cursor.irregular() == 0);
            }
            begin = end + 1;
        }
    }
}

TEST_CASE("of each row the cursor says how many quotes and quoted line feeds it has") {
    std::string text;
    for (int i = 0; i < 400; ++i) text += "a,\"b\"\nplain\n\"c\nd\",e\n";
    structural_cursor cursor(text);
    std::size_t begin = 0;
    while (begin < text.size())
        for (const std::size_t irregular : {2u, 0u, 3u}) {
            const auto ends = cursor.row(begin);
            REQUIRE_FALSE(ends.empty());
            REQUIRE(cursor.irregular() == irregular);
            begin = cursor.base() + ends.back() + 1;
        }
    // Looked for again from the row's beginning.
    cursor.forget();
    REQUIRE(cursor.row(0).size() == 2);
    CHECK(cursor.irregular() == 2);
}

}  // namespace
}  // namespace attrib
