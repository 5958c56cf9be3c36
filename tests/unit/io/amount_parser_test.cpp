#include <libattrib/io/amount_parser.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("a comma is a decimal sign only where it divides no values") {
    money read;
    amount_parser by_semicolon(';');
    CHECK(by_semicolon.parse("12,5", read) == money_parse::ok);
    CHECK(read.millionths == 12'500'000);
    CHECK(by_semicolon.parse("12.5", read) == money_parse::ok);
    CHECK(by_semicolon.parse("1,200,5", read) == money_parse::malformed);
    CHECK(by_semicolon.parse("1.200,5", read) == money_parse::malformed);
    CHECK(amount_parser(',').parse("12,5", read) == money_parse::malformed);
}

}  // namespace
}  // namespace attrib
