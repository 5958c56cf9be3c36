#include <algorithm>
#include <libattrib/core/random.hpp>
#include <libattrib/io/structural_cursor.hpp>
#include <span>
#include <string>
#include <tests/catch.hpp>
#include <vector>

namespace attrib {
namespace {

std::vector<std::size_t> positions(std::string_view text, std::size_t from = 0) {
    std::vector<std::size_t> out;
    structural_cursor cursor(text);
    cursor.seek(from);
    for (std::size_t at = cursor.next(); at < text.size(); at = cursor.next()) out.push_back(at);
    return out;
}

TEST_CASE("the cursor stops at every comma, quote and line feed, and nowhere else") {
    std::string every_byte;
    for (int byte = 0; byte < 256; ++byte) every_byte.push_back(static_cast<char>(byte));
    CHECK(positions(every_byte) == std::vector<std::size_t>{'\n', '"', ','});
    CHECK(positions("").empty());
    CHECK(positions("no structure").empty());
}

TEST_CASE("positions are right in every block and at its edges") {
    for (std::size_t at = 0; at < 260; ++at) {
        std::string text(260, '.');
        text[at] = ',';
        CHECK(positions(text) == std::vector<std::size_t>{at});
        CHECK(positions(text, at) == std::vector<std::size_t>{at});
        CHECK(positions(text, at + 1).empty());
    }
}

TEST_CASE("bytes behind the text are not looked at") {
    const std::string text = "a,b,,,,";
    CHECK(positions(std::string_view(text).substr(0, 3)) == std::vector<std::size_t>{1});
}

TEST_CASE("every set of instructions finds the same") {
    random_stream random(7);
    for (std::size_t size = 0; size <= structure::most_bytes; size += 1 + random.below(40)) {
        std::string text;
        const bool is_dense = random.one_in(2);
        while (text.size() < size)
            text.push_back(is_dense ? ",,\n\"a,\n,"[random.below(8)]
                                    : static_cast<char>(random.below(256)));
        std::vector<std::uint16_t> expected;
        std::vector<std::uint16_t> others;
        for (std::size_t at = text.find_first_of(",\"\n"); at != std::string::npos;
             at = text.find_first_of(",\"\n", at + 1)) {
            if (text[at] != ',') others.push_back(static_cast<std::uint16_t>(expected.size()));
            expected.push_back(static_cast<std::uint16_t>(at));
        }
        for (const structure_finder find : structure_finders()) {
            structure found;
            find(text.data(), text.size(), found);
            CHECK(std::ranges::equal(std::span(found.offsets).first(found.count), expected));
            CHECK(std::ranges::equal(std::span(found.others).first(found.other_count), others));
        }
    }
}

TEST_CASE("plain rows are handed out whole, whatever comes between them") {
    const std::string longest(2 * structure::most_bytes, 'x');
    for (std::size_t length = 0; length < 600; length += 7) {
        const std::string filler(length, 'x');
        std::string text;
        for (const std::string row : {"a,b", "c", "", "\"q\",d", "e,,f", ""})
            for (int times = 0; times < 20; ++times) text += row + filler + "\n";
        text += longest + ",y\n" + filler + ",z";
        structural_cursor cursor(text);
        std::size_t begin = 0;
        while (begin < text.size()) {
            const auto ends = cursor.plain_row(begin);
            std::size_t end = std::min(text.find('\n', begin), text.size());
            const std::string_view row = std::string_view(text).substr(begin, end - begin);
            if (ends.empty()) {
                const bool is_plain = row.find('"') == std::string::npos &&
                                      row.size() < structure::most_bytes && end != text.size();
                REQUIRE_FALSE(is_plain);
                while (cursor.next() < end) {
                }
            } else {
                REQUIRE(cursor.base() + ends.back() == end);
                REQUIRE(ends.size() == 1 + static_cast<std::size_t>(std::ranges::count(row, ',')));
            }
            begin = end + 1;
        }
    }
}

TEST_CASE("windows join without a gap") {
    std::string text;
    for (std::size_t at = 0; at < 3 * structure::most_bytes + 5; ++at)
        text.push_back(at % structure::most_bytes == 0 || at % 1000 == 999 ? ',' : '.');
    std::vector<std::size_t> expected;
    for (std::size_t at = 0; at < text.size(); ++at)
        if (text[at] == ',') expected.push_back(at);
    CHECK(positions(text) == expected);
    for (std::size_t from = 0; from < text.size(); from += 97) {
        const auto first = std::ranges::lower_bound(expected, from);
        CHECK(positions(text, from) == std::vector<std::size_t>(first, expected.end()));
    }
}

}  // namespace
}  // namespace attrib
