#include <libattrib/io/content_mark.hpp>
#include <string>
#include <tests/catch.hpp>

namespace attrib {

TEST_CASE("the last bytes before a position are its mark") {
    const std::string text(marked_bytes + 10, 'x');
    CHECK(mark_of(text) == mark_of(text.substr(10)));
    CHECK(mark_of("ab") == mark_of("ab"));
    CHECK(mark_of("ab") != mark_of("ac"));
    CHECK(mark_of("b") != mark_of("ab"));
    CHECK(mark_of("").bytes == 0);
}

}  // namespace attrib
