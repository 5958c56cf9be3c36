#include <algorithm>
#include <libattrib/core/random.hpp>
#include <libattrib/io/structural_cursor.hpp>
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
    const auto found = [](structure_finder find, std::string_view text) {
        std::vector<std::uint16_t> offsets(structure_window_bytes + 8);
        offsets.resize(find(text.data(), text.size(), offsets.data()));
        return offsets;
    };
    for (std::size_t size = 0; size <= structure_window_bytes; size += 1 + random.below(40)) {
        std::string text;
        const bool is_dense = random.one_in(2);
        while (text.size() < size)
            text.push_back(is_dense ? ",,\n\"a,\n,"[random.below(8)]
                                    : static_cast<char>(random.below(256)));
        std::vector<std::uint16_t> expected;
        for (std::size_t at = text.find_first_of(",\"\n"); at != std::string::npos;
             at = text.find_first_of(",\"\n", at + 1))
            expected.push_back(static_cast<std::uint16_t>(at));
        for (const structure_finder find : structure_finders())
            CHECK(found(find, text) == expected);
    }
}

TEST_CASE("windows join without a gap") {
    std::string text;
    for (std::size_t at = 0; at < 3 * structure_window_bytes + 5; ++at)
        text.push_back(at % structure_window_bytes == 0 || at % 1000 == 999 ? ',' : '.');
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
