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

}  // namespace attrib::test
