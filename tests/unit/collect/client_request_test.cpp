#include <libattrib/collect/client_request.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("rows of crawlers go apart from those of people") {
    collected_rows collected;
    collected.rows_of("Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0") = "a";
    collected.rows_of("examplebot/1.0") = "b";
    CHECK(collected.rows == "a");
    CHECK(collected.bot_rows == "b");
}

}  // namespace attrib::test
