#include <libattrib/journeys/share_condition.hpp>

#include <libattrib/journeys/detail/text_test.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

using test_kind = share_condition::kind;

share_condition test_of(share_condition::kind which, share_column column,
                        std::vector<std::string> values) {
    return {.which = which, .column = column, .values = std::move(values)};
}

bool passes(share_condition::kind which, std::vector<std::string> values, std::string_view text) {
    const share_condition condition = test_of(which, share_column::source, std::move(values));
    return detail::text_test(condition).passes(text);
}

}  // namespace

TEST_CASE("columns of shares are found by their names") {
    for (std::size_t i = 0; i < share_column_count; ++i) {
        const auto column = static_cast<share_column>(i);
        CHECK(share_column_named(name_of(column)) == column);
        if (is_of_touches(column)) {
            CHECK(name_of(column) ==
                  touch_column_names[static_cast<std::size_t>(touch_column_of(column))]);
        }
    }
    CHECK_FALSE(share_column_named("colour"));
    CHECK_FALSE(share_column_named(""));
}

TEST_CASE("a test of text compares bytes") {
    CHECK(passes(test_kind::is, {"a", "b"}, "b"));
    CHECK_FALSE(passes(test_kind::is, {"a", "b"}, "B"));
    CHECK_FALSE(passes(test_kind::is, {}, "b"));
    CHECK(passes(test_kind::contains, {"ing"}, "spring sale"));
    CHECK_FALSE(passes(test_kind::contains, {"Spring"}, "spring sale"));
    CHECK(passes(test_kind::starts_with, {"x", "spr"}, "spring sale"));
    CHECK_FALSE(passes(test_kind::starts_with, {"sale"}, "spring sale"));
    CHECK(passes(test_kind::matches, {"^s.*e$"}, "spring sale"));
    CHECK(passes(test_kind::matches, {"r.n"}, "spring sale"));
    CHECK_FALSE(passes(test_kind::matches, {"^r"}, "spring sale"));
}

TEST_CASE("null passes no test of text but that it is null") {
    CHECK(passes(test_kind::is, {""}, ""));
    CHECK(passes(test_kind::is, {"a", ""}, ""));
    CHECK_FALSE(passes(test_kind::is, {"a"}, ""));
    CHECK_FALSE(passes(test_kind::contains, {""}, ""));
    CHECK_FALSE(passes(test_kind::starts_with, {""}, ""));
    CHECK_FALSE(passes(test_kind::matches, {".*"}, ""));
}

TEST_CASE("a pattern takes time that grows with the text only") {
    CHECK_FALSE(passes(test_kind::matches, {"(a*)*b"}, std::string(100'000, 'a')));
    CHECK_FALSE(fault_of_pattern("(a*)*b"));
    CHECK(fault_of_pattern("(a"));
    CHECK(fault_of_pattern("(?=a)"));  // RE2 has no lookahead
    CHECK(fault_of_pattern("(((a{100}){100}){100})"));
}

TEST_CASE("a condition knows what it needs of touchpoints") {
    CHECK(share_condition().is_always());
    CHECK_FALSE(share_condition().is_about_touches());
    share_condition any{.which = test_kind::any_of};
    CHECK_FALSE(any.is_always());
    any.parts.push_back(test_of(test_kind::is, share_column::currency, {"EUR"}));
    CHECK_FALSE(any.is_about_touches());
    any.parts.push_back(test_of(test_kind::contains, share_column::country, {"D"}));
    CHECK(any.is_about_touches());
    share_condition none{.which = test_kind::none_of, .parts = {any}};
    CHECK(none.is_about_touches());
    CHECK(none.columns().has(touch_column::country));
    CHECK_FALSE(none.columns().has(touch_column::source));
}

}  // namespace attrib::test
