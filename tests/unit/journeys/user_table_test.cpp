#include <libattrib/journeys/user_table.hpp>
#include <string>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("users are numbered in the order that they first come") {
    user_table users;
    CHECK(users.find("ann") == user_table::nobody);
    CHECK(users.add("ann") == 0);
    CHECK(users.add("") == 1);
    CHECK(users.add("ann") == 0);
    CHECK(users.find("") == 1);
    CHECK(users.size() == 2);
}

TEST_CASE("many users keep their numbers, and names need not outlive the call") {
    user_table users;
    constexpr std::uint32_t many = 20'000;
    for (std::uint32_t i = 0; i < many; ++i) REQUIRE(users.add("user " + std::to_string(i)) == i);
    for (std::uint32_t i = 0; i < many; ++i) REQUIRE(users.find("user " + std::to_string(i)) == i);
    CHECK(users.find("user " + std::to_string(many)) == user_table::nobody);
    CHECK(users.bytes() >= many * sizeof("user 1234"));
}

}  // namespace attrib::test
