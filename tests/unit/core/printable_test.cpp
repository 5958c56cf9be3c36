#include <libattrib/core/printable.hpp>
#include <libattrib/core/utf8.hpp>
#include <tests/catch.hpp>

using attrib::printable;
using attrib::printable_lines;

TEST_CASE("letters of every script and plain text stay") {
    CHECK(printable("") == "");
    CHECK(printable("Paid Search ~!") == "Paid Search ~!");
    const std::string scripts = "Z\xC3\xBCrich \xE6\x9D\xB1\xE4\xBA\xAC \xF0\x9F\x9B\x92 \xD7\xA9";
    CHECK(printable(scripts) == scripts);
    CHECK(printable_lines(scripts) == scripts);
}

TEST_CASE("what a terminal would obey is shown as a question mark") {
    CHECK(printable("\x1B[2Jx") == "?[2Jx");
    CHECK(printable("a\rb\nc\td") == "a?b?c?d");
    CHECK(printable(std::string("a\0b\x7F", 4)) == "a?b?");
    CHECK(printable("\x07\x08") == "??");
    // CSI, OSC and NEL of C1, in UTF-8.
    CHECK(printable("\xC2\x9B"
                    "31m\xC2\x9D"
                    "0;x\xC2\x85") == "?31m?0;x?");
    CHECK(printable("\xC2\xA0") == "\xC2\xA0");
}

TEST_CASE("characters that turn the direction of a line or end it are not shown") {
    CHECK(printable("a\xE2\x80\xAE"
                    "b\xE2\x81\xA6"
                    "c\xE2\x80\x8F") == "a?b?c?");
    CHECK(printable("a\xE2\x80\xA8"
                    "b\xE2\x80\xA9"
                    "c") == "a?b?c");
}

TEST_CASE("bytes that are not UTF-8 are question marks, each") {
    CHECK(printable("\x9B"
                    "31m") == "?31m");
    CHECK(printable("a\xFF\xFE") == "a??");
    CHECK(printable("\xC3") == "?");                 // cut off
    CHECK(printable("\xE2\x82") == "??");            // cut off
    CHECK(printable("\xC0\x9B") == "??");            // overlong
    CHECK(printable("\xE0\x82\x9B") == "???");       // overlong C1
    CHECK(printable("\xED\xA0\x80") == "???");       // a surrogate
    CHECK(printable("\xF4\x90\x80\x80") == "????");  // above U+10FFFF
    CHECK(printable("\xF0\x9F\x9B"
                    "a") == "???a");
}

TEST_CASE("a long text is cut between characters") {
    CHECK(printable("abcdef", 6) == "abcdef");
    CHECK(printable("abcdefg", 6) == "abcdef...");
    CHECK(printable("ab\xC3\xBC"
                    "d",
                    3) == "ab...");
    CHECK(printable("ab\xC3\xBC"
                    "d",
                    4) == "ab\xC3\xBC...");
    CHECK(printable("\x1B[0m", 2) == "?[...");
}

TEST_CASE("lines keep their ends and tabs, and nothing else of control") {
    CHECK(printable_lines("a\n\tb\r\n\x1B]0;title\x07") == "a\n\tb?\n?]0;title?");
}

TEST_CASE("whatever comes in, what comes out is UTF-8") {
    std::string all;
    for (int i = 0; i < 65536; ++i) {
        all += static_cast<char>(i >> 8);
        all += static_cast<char>(i & 0xFF);
    }
    for (const std::string& text : {printable(all), printable_lines(all)}) {
        CHECK(attrib::is_text(text));
        CHECK(text.find('\x1B') == std::string::npos);
    }
}
