#include <libattrib/io/name_tally.hpp>
#include <tests/catch.hpp>

using attrib::name_count;
using attrib::name_tally;

TEST_CASE("names are counted, the commonest first") {
    name_tally tally;
    CHECK(tally.by_count().empty());
    for (const char* const name : {"page_view", "page_view", "b", "a", "page_view", "", "b"})
        tally.add(name);
    CHECK(tally.is_exact());
    CHECK(tally.by_count() ==
          std::vector<name_count>{{"page_view", 3}, {"b", 2}, {"", 1}, {"a", 1}});
}

TEST_CASE("tallies of several threads add up") {
    name_tally one;
    name_tally other;
    one.add("a");
    one.add("b");
    other.add("b");
    one.add(other);
    one.add(name_tally());
    CHECK(one.by_count() == std::vector<name_count>{{"b", 2}, {"a", 1}});
    CHECK(one.is_exact());
}

TEST_CASE("any number of names takes bounded memory, and common ones stay") {
    name_tally tally(100);
    for (int i = 0; i < 10'000; ++i) tally.add("rare" + std::to_string(i));
    for (int i = 0; i < 50'000; ++i) {
        tally.add("common");
        if (i % 2 == 0) tally.add("half");
        if (i % 8 == 0) tally.add("once" + std::to_string(i));
    }
    CHECK_FALSE(tally.is_exact());
    const auto found = tally.by_count();
    CHECK(found.size() <= 100);
    REQUIRE(found.size() >= 2);
    CHECK(found[0].name == "common");
    CHECK(found[0].rows <= 50'000);
    CHECK(found[0].rows >= 50'000 - 91'250 / 100);
    CHECK(found[1].name == "half");
}

TEST_CASE("the sum of two full tallies is bounded, too") {
    name_tally one(10);
    name_tally other(10);
    for (int i = 0; i < 10; ++i) {
        one.add("one" + std::to_string(i));
        other.add("other" + std::to_string(i));
        other.add("both");
    }
    one.add(other);
    CHECK(one.by_count().size() <= 10);
    CHECK_FALSE(one.is_exact());
}
