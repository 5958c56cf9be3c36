#include <libattrib/journeys/value_fold.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

shared_sessions block_of(const std::shared_ptr<dictionary>& texts,
                         const std::vector<std::string_view>& channels) {
    auto block = std::make_shared<session_block>();
    block->texts = texts;
    for (const std::string_view each : channels) {
        block->users.push_back(0);
        block->values[0].push_back(texts->add(each).id);
    }
    return block;
}

}  // namespace

TEST_CASE("a text is found in either case of its ASCII letters") {
    CHECK(contains_ignoring_case("Spring Sale", "sale"));
    CHECK(contains_ignoring_case("SPRING", "spring"));
    CHECK(contains_ignoring_case("", ""));
    CHECK(contains_ignoring_case("x", ""));
    CHECK_FALSE(contains_ignoring_case("", "x"));
    CHECK_FALSE(contains_ignoring_case("sprin", "spring"));
    CHECK(contains_ignoring_case("a[b", "[b"));
    CHECK_FALSE(contains_ignoring_case("a{b", "[b"));
    // Letters beyond ASCII are themselves.
    CHECK_FALSE(contains_ignoring_case("\xC3\x89t\xC3\xA9", "\xC3\xA9t"));
    CHECK(lower_ascii("\xC3\x89T@[") == "\xC3\x89t@[");
}

TEST_CASE("values come by sessions, then by bytes, and null is one of them") {
    const auto texts = std::make_shared<dictionary>();
    for (const unsigned threads : {1U, 3U}) {
        value_fold fold(touch_column::channel, "", threads);
        fold.add({block_of(texts, {"b", "a", "c", "c"}), block_of(texts, {"", "c", "B"})});
        CHECK(fold.size() == 5);
        CHECK(fold.most(3) == std::vector<value_count>{{"c", 3}, {"", 1}, {"B", 1}});
        CHECK(fold.most(9).size() == 5);
    }
}

TEST_CASE("a search takes the values that have it in them") {
    const auto texts = std::make_shared<dictionary>();
    texts->add("spring of another column");
    value_fold fold(touch_column::channel, "SPR", 2);
    fold.add({block_of(texts, {"Spring", "offspring", "summer", ""})});
    CHECK(fold.most(9) == std::vector<value_count>{{"Spring", 1}, {"offspring", 1}});
}

TEST_CASE("values of several dictionaries that are the same are one") {
    value_fold fold(touch_column::channel, "", 1);
    fold.add({});
    fold.add({block_of(std::make_shared<dictionary>(), {"a", "b"})});
    fold.add({block_of(std::make_shared<dictionary>(), {"c", "b", "b"})});
    CHECK(fold.size() == 3);
    CHECK(fold.most(2) == std::vector<value_count>{{"b", 3}, {"a", 1}});
}

}  // namespace attrib::test
