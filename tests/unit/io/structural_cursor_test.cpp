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

}  // namespace
}  // namespace attrib
