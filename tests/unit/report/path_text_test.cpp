#include <libattrib/report/path_text.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("a path for display: repeats as numbers, null by a name, values of a step together") {
    CHECK(path_text(json::array()).empty());
    CHECK(path_text({{{"channel", "Email"}, {"times", 1}}}) == "Email");
    CHECK(
        path_text({{{"channel", "Email"}, {"times", 2}}, {{"channel", "Direct"}, {"times", 1}}}) ==
        "Email \xc3\x97"
        "2 > Direct");
    CHECK(path_text({{{"source", "google"}, {"medium", nullptr}, {"times", 3}}}) ==
          "google / (none) \xc3\x97"
          "3");
    CHECK(path_text({{{"channel", "a > b"}, {"times", 1}}}) ==
          path_text({{{"channel", "a"}, {"times", 1}}, {{"channel", "b"}, {"times", 1}}}));
}

}  // namespace attrib::test
