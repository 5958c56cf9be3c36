#include <libattrib/core/blank.hpp>
#include <libattrib/core/random.hpp>
#include <libattrib/io/text_cutter.hpp>
#include <string>
#include <tests/catch.hpp>

namespace attrib {
namespace {

using part_list = std::vector<std::string>;

part_list parts_of(std::string_view text, std::string_view separator) {
    text_cutter cutter(separator);
    static_cast<void>(cutter.cut(text));
    return {cutter.parts().begin(), cutter.parts().end()};
}

// The rule as it is said: the first separator that is found, then the next after it.
part_list parts_by_find(std::string_view text, std::string_view separator) {
    part_list parts;
    for (std::size_t end = text.find(separator); end != std::string_view::npos;
         end = text.find(separator)) {
        parts.emplace_back(trimmed(text.substr(0, end)));
        text.remove_prefix(end + separator.size());
    }
    parts.emplace_back(trimmed(text));
    return parts;
}

std::string drawn(random_stream& random, std::size_t size, std::string_view letters) {
    std::string text;
    while (text.size() < size) text += letters[random.below(letters.size())];
    return text;
}

TEST_CASE("a text is cut where separators stand") {
    CHECK(parts_of("a > b > c", " > ") == part_list{"a", "b", "c"});
    CHECK(parts_of("a", " > ") == part_list{"a"});
    CHECK(parts_of("a>b > c", ">") == part_list{"a", "b", "c"});
    CHECK(parts_of("a > b", ">") == part_list{"a", "b"});
    CHECK(parts_of("x>>>y", ">>") == part_list{"x", ">y"});
    CHECK(parts_of("one and then two", " and then ") == part_list{"one", "two"});
    CHECK(parts_of("one and thus two", " and then ") == part_list{"one and thus two"});
}

TEST_CASE("empty parts and leading or trailing separators without their blanks are reported") {
    text_cutter cutter(" > ");
    for (const char* const text : {"a >  > b", "> a", "a >", ""}) {
        CAPTURE(text);
        CHECK_FALSE(cutter.cut(text));
    }
    for (const char* const text : {"a > b", ">a", "a>", ">", "a > >b"}) {
        CAPTURE(text);
        CHECK(cutter.cut(text));
    }
    text_cutter at_blanks("  ");
    CHECK(at_blanks.cut("a b  c"));
    CHECK_FALSE(at_blanks.cut("a    b"));
}

TEST_CASE("texts of any length are cut as by looking for one separator after the other") {
    random_stream random(64);
    constexpr std::string_view letters = "ab> ";
    for (int i = 0; i < 30'000; ++i) {
        const std::string separator = drawn(random, 1 + random.below(11), letters);
        // On the heap and of just this size, so that a sanitizer sees a read beyond it.
        std::vector<char> text;
        while (text.size() < random.below(200)) {
            const std::string more =
                random.below(3) == 0 ? separator : drawn(random, 1 + random.below(9), letters);
            text.insert(text.end(), more.begin(), more.end());
        }
        text.shrink_to_fit();
        const std::string_view all(text.data(), text.size());
        CAPTURE(separator, std::string(all));
        REQUIRE(parts_of(all, separator) == parts_by_find(all, separator));
    }
}

TEST_CASE("a text of very many parts is cut whole") {
    std::string text = "a";
    for (int i = 0; i < 100'000; ++i) text += ",a";
    text_cutter cutter(",");
    CHECK(cutter.cut(text));
    CHECK(cutter.parts().size() == 100'001);
    CHECK(cutter.cut("b"));
    CHECK(cutter.parts().size() == 1);
    CHECK(cutter.parts().front() == "b");
}

}  // namespace
}  // namespace attrib
