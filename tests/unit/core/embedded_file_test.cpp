#include <libattrib/core/embedded_file.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <tests/catch.hpp>

namespace attrib {
extern const embedded_file test_files[];  // made by attrib_embed in tests/CMakeLists.txt
}

namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("an embedded file is the file byte by byte") {
    CHECK(attrib::test_files[0].name == "quotes.txt");
    CHECK(attrib::test_files[0].text == text_of("tests/data/quotes.txt"));
}

TEST_CASE("an embedded file may be longer than one literal") {
    const std::string text = text_of("tests/unit/core/time_test.cpp");
    REQUIRE(text.size() > 8000);
    CHECK(attrib::test_files[1].name == "time_test.cpp");
    CHECK(attrib::test_files[1].text == text);
}

TEST_CASE("an embedded file may hold any bytes") {
    const std::string bytes = text_of("tests/data/every_byte.bin");
    REQUIRE(bytes.find('\0') != std::string::npos);
    CHECK(attrib::test_files[2].text == bytes);
}

TEST_CASE("embedded files end with an empty entry") {
    CHECK(attrib::test_files[3].name.empty());
    CHECK(attrib::test_files[3].text.empty());
}
