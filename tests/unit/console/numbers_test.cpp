#include <apps/console/numbers.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/variables_map.hpp>
#include <cstdint>
#include <libattrib/core/error.hpp>
#include <limits>
#include <tests/catch.hpp>
#include <vector>

namespace {

namespace console = attrib::console;
namespace po = boost::program_options;

std::int64_t days_of(const std::vector<std::string>& arguments) {
    std::int64_t days = 14;
    po::options_description options;
    options.add_options()("days", console::whole_number(days, "days", 0, 3650));
    po::variables_map given;
    po::store(po::command_line_parser(arguments).options(options).run(), given);
    po::notify(given);
    return days;
}

double rate_of(const std::vector<std::string>& arguments) {
    double rate = 0.5;
    po::options_description options;
    options.add_options()("rate", console::real_number(rate, "rate", 0, 1));
    po::variables_map given;
    po::store(po::command_line_parser(arguments).options(options).run(), given);
    po::notify(given);
    return rate;
}

}  // namespace

TEST_CASE("a whole number is taken from its lowest to its highest value") {
    CHECK(days_of({}) == 14);
    CHECK(days_of({"--days", "0"}) == 0);
    CHECK(days_of({"--days=3650"}) == 3650);
    CHECK_THROWS_AS(days_of({"--days=3651"}), attrib::failure);
    CHECK_THROWS_AS(days_of({"--days=-1"}), attrib::failure);
    CHECK_THROWS_WITH(days_of({"--days=-1"}), "--days must be from 0 to 3650, not -1");
}

TEST_CASE("what is no whole number is a wrong command line") {
    for (const char* text : {"", "x", "1.5", "1e3", "12x", "99999999999999999999", "0x10"}) {
        INFO('"' << text << '"');
        CHECK_THROWS_AS(days_of({std::string("--days=") + text}), po::error);
    }
}

TEST_CASE("a real number is taken within its limits, nan never") {
    CHECK(rate_of({}) == 0.5);
    CHECK(rate_of({"--rate", "1"}) == 1);
    CHECK(rate_of({"--rate", "0.015"}) == 0.015);
    CHECK_THROWS_AS(rate_of({"--rate=1.001"}), attrib::failure);
    CHECK_THROWS_AS(rate_of({"--rate=-0.1"}), attrib::failure);
    CHECK_THROWS_AS(rate_of({"--rate=nan"}), attrib::failure);
    CHECK_THROWS_AS(rate_of({"--rate=x"}), po::error);
}

TEST_CASE("sizes have units of 1024") {
    using console::byte_size;
    CHECK(byte_size("memory", "0").value() == 0);
    CHECK(byte_size("memory", "17").value() == 17);
    CHECK(byte_size("memory", "3K").value() == 3072);
    CHECK(byte_size("memory", "512M").value() == 536'870'912);
    CHECK(byte_size("memory", "2G").value() == 2'147'483'648);
    for (const char* text : {"", "M", "-1", "1.5G", "12X", "1 G", "1g", "99999999999G"}) {
        INFO(text);
        CHECK_THROWS_WITH(byte_size("memory", text).value(),
                          Catch::Matchers::StartsWith("--memory must be a size"));
    }
}

TEST_CASE("numbers are grouped by thousands") {
    using console::grouped;
    CHECK(grouped(std::int64_t{0}) == "0");
    CHECK(grouped(std::int64_t{999}) == "999");
    CHECK(grouped(std::int64_t{1000}) == "1,000");
    CHECK(grouped(std::int64_t{-999}) == "-999");
    CHECK(grouped(std::int64_t{-1000}) == "-1,000");
    CHECK(grouped(std::int64_t{123456}) == "123,456");
    CHECK(grouped(std::int64_t{-123456}) == "-123,456");
    CHECK(grouped(std::numeric_limits<std::uint64_t>::max()) == "18,446,744,073,709,551,615");
    CHECK(grouped(std::numeric_limits<std::int64_t>::min()) == "-9,223,372,036,854,775,808");
}

TEST_CASE("amounts are grouped before the point only") {
    CHECK(console::grouped(attrib::money{0}) == "0.00");
    CHECK(console::grouped(attrib::money{1'234'567'891'234}) == "1,234,567.891234");
    CHECK(console::grouped(attrib::money{-1'000'000'000}) == "-1,000.00");
    CHECK(console::grouped(attrib::money{-999'990'000}) == "-999.99");
}
