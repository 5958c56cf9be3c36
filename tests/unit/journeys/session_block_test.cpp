#include <libattrib/journeys/session_block.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("a block of sessions has a value per session and column") {
    session_block block;
    block.users = {3, 3, 8};
    block.values[static_cast<std::size_t>(touch_column::country)] = {4, 5, 6};
    CHECK(block.size() == 3);
    CHECK(block.value(touch_column::country, 2) == 6);
    CHECK(block.bytes() >= sizeof block + 3 * (sizeof(user_number) + sizeof(text_number)));
}

TEST_CASE("columns of sessions are sets, counts among them") {
    const session_columns counts{touch_columns(), true};
    const session_columns visitors{touch_columns().with(touch_column::visitor)};
    CHECK(counts.with(visitors).has_all(counts));
    CHECK(counts.with(visitors).has_all(visitors));
    CHECK_FALSE(counts.has_all(visitors));
    CHECK_FALSE(visitors.has_all(counts));
    CHECK(visitors.has(touch_column::visitor));
    CHECK(counts.bytes() == sizeof(text_number) + sizeof(session_counts));
}

}  // namespace attrib::test
