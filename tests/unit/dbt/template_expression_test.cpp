#include <libattrib/dbt/template_expression.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

using kind = template_expression::kind;

// As it was read: texts in quotes, calls with all their arguments.
std::string shown(const template_expression& read) {
    if (read.what == kind::text) return "'" + read.word + "'";
    if (read.what == kind::name) return read.word;
    std::string text = (read.is_dispatched ? "*" : "") + read.word + "(";
    for (std::size_t i = 0; i < read.arguments.size(); ++i)
        text += (i == 0 ? "" : ",") + read.keys[i] + (read.keys[i].empty() ? "" : "=") +
                shown(read.arguments[i]);
    return text + ")";
}

std::string shown(std::string_view text) {
    const auto read = parse_expression(text);
    return read ? shown(*read) : "nothing";
}

}  // namespace

TEST_CASE("texts, numbers, names and calls are read") {
    CHECK(shown("'a b'") == "'a b'");
    CHECK(shown("\"a 'b'\"") == "'a 'b''");
    CHECK(shown(" -30 ") == "'-30'");
    CHECK(shown("name_1") == "name_1");
    CHECK(shown("f()") == "f()");
    CHECK(shown("f( 'a', 2,b )") == "f('a','2',b)");
    CHECK(shown("f(a='b', c = 'd')") == "f(a='b',c='d')");
    CHECK(shown("f(g('x'), h(i()))") == "f(g('x'),h(i()))");
    CHECK(shown("f(\n    'a'\n)") == "f('a')");
    CHECK(shown("adapter.dispatch('f', 'attrib')(a, 'b')") == "*f(a,'b')");
    CHECK(shown("adapter.dispatch('f')()") == "*f()");
}

TEST_CASE("anything else is no expression") {
    for (const std::string_view text :
         {"", " ", "'a", "f(", "f(a", "f(a,)", "f(a b)", "f(a) b", "f('a'='b')", "a.b", "1.5", "-",
          "3x", "a | b", "f(=a)", "adapter.dispatch('f')", "adapter.dispatch()()", "f()()",
          "[1]"}) {
        INFO(text);
        CHECK(shown(text) == "nothing");
    }
}

}  // namespace attrib::test
