#include <apps/console/row_report.hpp>
#include <libattrib/core/error.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <tests/catch.hpp>

using namespace attrib;
using Catch::Matchers::Contains;

namespace {

reject_tally tally_of(std::initializer_list<reject> rejects) {
    reject_tally tally;
    for (const reject& each : rejects) tally.add(each);
    return tally;
}

std::string reported(const reject_tally& tally) {
    std::ostringstream out;
    console::print_rejects(out, tally);
    return out.str();
}

}  // namespace

TEST_CASE("counts are a line, with what is rare only where there is some") {
    CHECK(console::counts_text({1234, 1200, 34, 0, 0, 0}) ==
          "read 1,234, accepted 1,200, rejected 34");
    CHECK(console::counts_text({9, 5, 1, 0, 3, 2}) ==
          "read 9, accepted 5, rejected 1, amounts rounded to six decimals 2, left out 3 of "
          "forgotten users");
    CHECK(console::counts_json({9, 5, 1, 0, 3, 2}).dump() ==
          R"({"read":9,"accepted":5,"rejected":1,"rounded":2,"forgotten":3})");
}

TEST_CASE("three reasons are shown, each with its first row and the remedy") {
    CHECK(reported({}) == "");
    const reject_tally tally =
        tally_of({{"a.csv", 3, reject_reason::bad_value, "give digits", ""},
                  {"a.csv", 2, reject_reason::bad_value, "give digits", ""},
                  {"a\x1B[2J.csv", 4, reject_reason::bad_utf8, "convert it", ""},
                  {"a.csv", 5, reject_reason::bad_json, "one object a line", ""},
                  {"a.csv", 6, reject_reason::wrong_type, "not shown", ""}});
    CHECK(reported(tally) ==
          "Rejected rows\n"
          "  bad_value: 2, the first is line 2 of a.csv: give digits\n"
          "  bad_utf8: 1, the first is line 4 of a?[2J.csv: convert it\n"
          "  bad_json: 1, the first is line 5 of a.csv: one object a line\n");
    CHECK(console::rejects_json(tally).size() == 3);
    CHECK(console::rejects_json(tally)[0].dump() ==
          R"({"reason":"bad_value","rows":2,"file":"a.csv","line":2,"message":"give digits"})");
}

TEST_CASE("a source with rows of which none is accepted is an error that names it") {
    console::acceptance_check check;
    check.add("empty.csv", 0, 0);
    check.add("good.csv", 10, 1);
    CHECK(check.is_passed());
    check.throw_unless_passed("nothing");
    check.add("bad\x1B.csv", 1200, 0);
    check.add("worse.csv", 1, 0);
    CHECK_FALSE(check.is_passed());
    try {
        check.throw_unless_passed("no table was written");
        FAIL("nothing was thrown");
    } catch (const failure& thrown) {
        CHECK(thrown.code() == errc::nothing_accepted);
        CHECK(std::string(thrown.what()) ==
              "bad?.csv: none of its 1,200 rows is an event; worse.csv: none of its 1 rows is an "
              "event; no table was written");
    }
}

TEST_CASE("JSON holds no byte that a terminal obeys, and any reader can read it") {
    std::ostringstream out;
    console::print_json(out, {{"a\x1B", "Z\xC3\xBCrich \xC2\x9B\x7F"}, {"broken", "\xFF"}});
    for (const char c : out.str()) CHECK((c == '\n' || (c >= ' ' && c <= '~')));
    const auto read = nlohmann::json::parse(out.str());
    CHECK(read.at("a\x1B") == "Z\xC3\xBCrich \xC2\x9B\x7F");
    CHECK(read.at("broken") == "\xEF\xBF\xBD");
}
