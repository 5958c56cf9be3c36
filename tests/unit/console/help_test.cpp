#include <apps/console/help.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <cstdlib>
#include <sstream>
#include <tests/catch.hpp>

using attrib::console::help_width;
using attrib::console::option_group;
using attrib::console::wrapped;

namespace {

// COLUMNS of the environment while it lives.
class columns {
   public:
    explicit columns(const char* text) { ::setenv("COLUMNS", text, 1); }
    columns(const columns&) = delete;
    columns& operator=(const columns&) = delete;
    ~columns() { ::unsetenv("COLUMNS"); }
};

std::size_t longest_line(const std::string& text) {
    std::size_t longest = 0;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
    return longest;
}

}  // namespace

TEST_CASE("the width is what COLUMNS says, within reason") {
    const auto width_for = [](const char* text) {
        const columns set(text);
        return help_width();
    };
    CHECK(width_for("100") == 100);
    CHECK(width_for("1") == 40);
    CHECK(width_for("99999999") == 500);
    for (const char* const nonsense : {"", "0", "wide", "100x", "-5", "99999999999999999999999"})
        CHECK(width_for(nonsense) == 80);
}

TEST_CASE("lines are broken between words, examples and blank lines stay") {
    CHECK(wrapped("", 40) == "");
    CHECK(wrapped("one two three", 40) == "one two three\n");
    CHECK(wrapped("one two three", 7) == "one two\nthree\n");
    CHECK(wrapped("one\n\n  attrib-load --map a=b FILE\ntwo", 5) ==
          "one\n\n  attrib-load --map a=b FILE\ntwo\n");
    CHECK(wrapped("incomprehensibilities of it", 5) == "incomprehensibilities\nof it\n");
}

TEST_CASE("a group's options fit the width") {
    for (const char* const width : {"40", "60", "132"}) {
        const columns set(width);
        auto group = option_group("Reading files");
        std::string out;
        group.add_options()("a-name-of-an-option",
                            boost::program_options::value(&out)->value_name("VALUE"),
                            "a sentence that is long enough to be broken at any of these widths, "
                            "and then some more of it for the widest of them");
        std::ostringstream text;
        text << group;
        CHECK(text.str().starts_with("Reading files:\n"));
        CHECK(longest_line(text.str()) <= help_width());
    }
}

TEST_CASE("blanks at the ends of lines go") {
    using attrib::console::without_trailing_blanks;
    CHECK(without_trailing_blanks("a  \n  b \n\n c") == "a\n  b\n\n c");
    CHECK(without_trailing_blanks("   \n").size() == 1);
    CHECK(without_trailing_blanks("").empty());
}
