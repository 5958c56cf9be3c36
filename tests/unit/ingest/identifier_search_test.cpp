#include <libattrib/ingest/identifier_search.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

bool finds(std::string_view identifier, std::string_view text,
           word_kind words = word_kind::of_identifiers) {
    identifier_search search;
    search.add(identifier);
    const auto found = search.candidates(text, words);
    if (found.empty()) return false;
    CHECK((found.size() == 1 && found.front() == identifier));
    return true;
}

}  // namespace

TEST_CASE("an identifier is found in every spelling that readers take") {
    for (const std::string_view text :
         {"ann,yesterday", "1,ann", "1, ann ,x", "\"ann\",x", R"({"user_pseudo_id":"ann"})", "ann",
          "ann\xC2\xA0,x",
          "\xC2\xA0"
          "ann,x",
          R"({"id":"\u0061nn"})", "https://x.org/?u=ann&y", "u=%61%6E%6e", "a\tann\n"})
        CHECK(finds("ann", text));
    CHECK(finds("x y 12", "x y 12,yesterday"));
    CHECK(finds("x y 12", "https://x.org/?u=x+y%2012"));
    CHECK(finds("a,b", "\"a,b\",yesterday"));
    CHECK(finds("q\"q", "\"q\"\"q\",yesterday"));
    CHECK(finds("q\"q", R"({"id":"q\"q"})"));
    CHECK(finds("back\\slash", R"({"id":"back\\slash"})"));
    CHECK(finds("tab\tx", R"({"id":"tab\tx"})"));
    CHECK(finds("[id]", "[id],x"));
    CHECK(finds("\xC3\xBC-1", R"({"id":"\u00fc-1"})"));
    CHECK(finds("\xF0\x9F\x98\x80", R"({"id":"\ud83d\uDE00"})"));
    CHECK(finds("a/b", R"({"id":"a\/b"})"));
    CHECK(finds("1", "x,1,y"));
}

TEST_CASE("part of another identifier is none") {
    for (const std::string_view text :
         {"anna,x", "GA1.ann.2,x", "ann-marie,x", "x_ann", "ann\xC3\xBC,x", "an,n", ""})
        CHECK_FALSE(finds("ann", text));
    CHECK_FALSE(finds("1", "2025-03-01T10:00:00Z,GA1.1.2,11,x1"));
}

TEST_CASE("names of files part at more bytes") {
    CHECK(finds("ann", "/data/export_ann.csv", word_kind::of_names));
    CHECK(finds("ann", "ann-2025.csv", word_kind::of_names));
    CHECK_FALSE(finds("ann", "/data/annual.csv", word_kind::of_names));
}

TEST_CASE("somebody of whom nothing is known may be every word; broken escapes are no error") {
    identifier_search search;
    CHECK(search.is_empty());
    CHECK(search.candidates("ann,b").empty());
    search.add_unknown();
    CHECK(search.candidates("ann,b") == std::vector<std::string>{"ann", "b"});
    search.add("x");
    for (const std::string_view text : {"\\", "\\u", "\\u00", "%", "%4", "\\ud83d", "\"", "\"\""})
        static_cast<void>(search.candidates(text));
}

}  // namespace attrib::test
