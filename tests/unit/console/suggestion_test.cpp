#include <apps/console/suggestion.hpp>
#include <tests/catch.hpp>
#include <vector>

using attrib::console::did_you_mean;
using attrib::console::edit_distance;
using attrib::console::nearest_name;

TEST_CASE("the distance counts letters that are changed, added, dropped or swapped") {
    CHECK(edit_distance("", "") == 0);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("build", "build") == 0);
    CHECK(edit_distance("buld", "build") == 1);
    CHECK(edit_distance("biuld", "build") == 1);
    CHECK(edit_distance("builds", "build") == 1);
    CHECK(edit_distance("bualt", "build") == 2);
    CHECK(edit_distance("BUILD", "build") == 0);
    CHECK(edit_distance("list", "test") == edit_distance("test", "list"));
}

TEST_CASE("a near name is suggested, a far one is not") {
    const std::vector<std::string> known{"database", "data-dir", "session-timeout-minutes", "map"};
    CHECK(nearest_name("databse", known) == "database");
    CHECK(nearest_name("data_dir", known) == "data-dir");
    CHECK(nearest_name("session-timeout", known) == "session-timeout-minutes");
    CHECK(nearest_name("mpa", known) == "map");
    CHECK_FALSE(nearest_name("x", known));
    CHECK_FALSE(nearest_name("xyzzy", known));
    CHECK_FALSE(nearest_name("", known));
    CHECK_FALSE(nearest_name(std::string(1'000'000, 'd'), known));
    CHECK_FALSE(nearest_name("database", {}));
}

TEST_CASE("of several the nearest is suggested, and of equals the first") {
    const std::vector<std::string> known{"lists", "list", "lost"};
    CHECK(nearest_name("LIST", known) == "list");
    CHECK(nearest_name("lust", known) == "list");
}

TEST_CASE("the question is part of a sentence") {
    const std::vector<std::string> known{"build"};
    CHECK(did_you_mean("buld", known) == "; did you mean build?");
    CHECK(did_you_mean("buld", known, "--") == "; did you mean --build?");
    CHECK(did_you_mean("xyz", known) == "");
}
