#include <apps/console/printable_output.hpp>
#include <iomanip>
#include <sstream>
#include <tests/catch.hpp>

using attrib::console::printable_output;

TEST_CASE("a stream shows escapes as question marks while it is watched") {
    std::ostringstream out;
    {
        const printable_output watched(out);
        out << "a\x1B[31mb" << '\x07' << std::setw(4) << 7 << "\n\tZ\xC3\xBCrich" << std::endl;
        CHECK(out.good());
    }
    out << "\x1B";
    CHECK(out.str() == "a?[31mb?   7\n\tZ\xC3\xBCrich\n\x1B");
}

TEST_CASE("a stream that cannot be written to says so") {
    struct full : std::streambuf {
    } nothing;
    std::ostream out(&nothing);
    const printable_output watched(out);
    out << "text";
    CHECK(out.bad());
}
