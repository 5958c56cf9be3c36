#include <libattrib/journeys/path_texts.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("texts have numbers from 0, which is null") {
    path_texts texts;
    CHECK(texts.text_of(0) == std::nullopt);
    CHECK(texts.number_of("") == 0);
    CHECK(texts.number_of("a") == 1);
    CHECK(texts.number_of("a") == 1);
    CHECK(texts.find("a") == 1);
    CHECK(texts.find("b") == std::nullopt);
    CHECK(texts.text_of(1) == "a");
    CHECK(texts.all().size() == 2);
}

TEST_CASE("numbers of a dictionary become those of the same texts") {
    dictionary from;
    const text_number a = from.add("a").id;
    const text_number b = from.add("b").id;
    path_texts to;
    path_numbers number_of(from, to);
    CHECK(number_of(b) == 1);
    CHECK(number_of(a) == 2);
    CHECK(number_of(b) == 1);
    CHECK(number_of(0) == 0);
    dictionary other;
    path_numbers from_other(other, to);
    CHECK(from_other(other.add("a").id) == 2);
    CHECK(to.all() == std::vector<std::string_view>{"", "b", "a"});
}

}  // namespace attrib::test
