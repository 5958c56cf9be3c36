#include <rapidcheck.h>

#include <libattrib/core/money.hpp>

#include <cstdint>
#include <limits>

#include <string>
#include <tests/catch.hpp>

using attrib::money;
using attrib::money_parse;
using attrib::money_sum;

namespace {

constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();

money_parse money_outcome(std::string_view text) {
    money ignored;
    return parse_money(text, ignored);
}

std::int64_t millionths_of(std::string_view text) {
    money amount;
    INFO(text);
    REQUIRE(parse_money(text, amount) == money_parse::ok);
    return amount.millionths;
}

}  // namespace

TEST_CASE("an amount has no decimals or 1 to 6, and counts millionths") {
    CHECK(millionths_of("20") == 20'000'000);
    CHECK(millionths_of("20.5") == 20'500'000);
    CHECK(millionths_of("20.05") == 20'050'000);
    CHECK(millionths_of("20.005") == 20'005'000);
    CHECK(millionths_of("20.0005") == 20'000'500);
    CHECK(millionths_of("20.00005") == 20'000'050);
    CHECK(millionths_of("20.000005") == 20'000'005);
}

TEST_CASE("more decimals than six are rounded half away from zero") {
    const auto rounded = [](std::string_view text) {
        money amount;
        INFO(text);
        REQUIRE(parse_money(text, amount) == money_parse::rounded);
        return amount.millionths;
    };
    CHECK(rounded("59.989999999999995") == 59'990'000);
    CHECK(rounded("183.60000000000002") == 183'600'000);
    CHECK(rounded("20.0000005") == 20'000'001);
    CHECK(rounded("20.00000049999") == 20'000'000);
    CHECK(rounded("-20.0000005") == -20'000'001);
    CHECK(rounded("-0.0000004") == 0);
    CHECK(rounded("0.9999995") == 1'000'000);
    CHECK(rounded("0.00000005") == 0);
    CHECK(rounded("5e-7") == 1);
    CHECK(rounded("4.9e-7") == 0);
    CHECK(rounded("5e-8") == 0);
    CHECK(rounded("9223372036854.7758065") == highest);
    CHECK(money_outcome("9223372036854.7758075") == money_parse::too_large);
    CHECK(rounded("-9223372036854.7758084") == lowest);
    // Zeros say nothing, so nothing was rounded.
    CHECK(millionths_of("20.0000000") == 20'000'000);
    CHECK(millionths_of("20.5" + std::string(100, '0')) == 20'500'000);
    CHECK(rounded("0." + std::string(1000, '9')) == 1'000'000);
}

TEST_CASE("an amount may have an exponent") {
    CHECK(millionths_of("1e2") == 100'000'000);
    CHECK(millionths_of("1E2") == 100'000'000);
    CHECK(millionths_of("1e+02") == 100'000'000);
    CHECK(millionths_of("1.5e1") == 15'000'000);
    CHECK(millionths_of("-1.25e-2") == -12'500);
    CHECK(millionths_of("1e-6") == 1);
    CHECK(millionths_of("123456000e-9") == 123'456);
    CHECK(millionths_of("0e999999999999") == 0);
    CHECK(millionths_of("0.000e5") == 0);
    CHECK(millionths_of("1" + std::string(50, '0') + "e-50") == 1'000'000);
    CHECK(millionths_of("0." + std::string(50, '0') + "1e51") == 1'000'000);
    CHECK(money_outcome("1e-999999999999") == money_parse::rounded);
    CHECK(money_outcome("1e999999999999") == money_parse::too_large);
    CHECK(millionths_of("9.223372036854775807e12") == highest);
    CHECK(money_outcome("9.223372036854775808e12") == money_parse::too_large);
    for (const char* text :
         {"1e", "1e+", "e2", "1e2.5", "1e 2", "1ee2", "1e2e3", ".5e1", "5.e1", "1e--2", "1d2"}) {
        INFO('"' << text << '"');
        CHECK(money_outcome(text) == money_parse::malformed);
    }
}

TEST_CASE("an amount may be negative or zero") {
    CHECK(millionths_of("-20.50") == -20'500'000);
    CHECK(millionths_of("-0.000001") == -1);
    CHECK(millionths_of("0") == 0);
    CHECK(millionths_of("-0") == 0);
    CHECK(millionths_of("0.000000") == 0);
}

TEST_CASE("leading zeros say nothing") {
    CHECK(millionths_of("007.10") == 7'100'000);
    CHECK(millionths_of(std::string(100, '0').append("1")) == 1'000'000);
}

TEST_CASE("anything but digits with a point is malformed") {
    for (const char* text :
         {"",         "-",     ".",   "-.5",  ".5", "5.", "+5",    "--5", "5-",  "1,5",
          "1,000.00", "1.2.3", "1f3", "0x10", "5 ", " 5", "5 EUR", "nan", "inf", "\xd9\xa1"}) {
        INFO('"' << text << '"');
        CHECK(money_outcome(text) == money_parse::malformed);
    }
    CHECK(money_outcome(std::string_view("5\0", 2)) == money_parse::malformed);
}

TEST_CASE("the largest amounts that fit and the first that do not") {
    CHECK(millionths_of("9223372036854.775807") == highest);
    CHECK(money_outcome("9223372036854.775808") == money_parse::too_large);
    CHECK(millionths_of("-9223372036854.775808") == lowest);
    CHECK(money_outcome("-9223372036854.775809") == money_parse::too_large);
    CHECK(money_outcome("9223372036855") == money_parse::too_large);
}

TEST_CASE("amounts beyond 64 bits are too large, however long") {
    // 2^64 and its neighbours: where a careless product would wrap around.
    for (const char* text : {"18446744073709551615", "18446744073709551616", "18446744073709551617",
                             "18446744073709.551615", "18446744073709.551616", "18446744073710.0",
                             "99999999999999999999999999999999999999", "-18446744073709.551616"}) {
        INFO(text);
        CHECK(money_outcome(text) == money_parse::too_large);
    }
    CHECK(money_outcome(std::string(100'000, '9')) == money_parse::too_large);
}

TEST_CASE("a parse that fails leaves the amount alone") {
    money amount{42};
    CHECK(parse_money("x", amount) == money_parse::malformed);
    CHECK(parse_money("9223372036854.775808", amount) == money_parse::too_large);
    CHECK(amount == money{42});
}

TEST_CASE("amounts are written with 2 to 6 decimals") {
    CHECK(to_string(money{20'000'000}) == "20.00");
    CHECK(to_string(money{20'500'000}) == "20.50");
    CHECK(to_string(money{20'050'000}) == "20.05");
    CHECK(to_string(money{20'005'000}) == "20.005");
    CHECK(to_string(money{20'000'001}) == "20.000001");
    CHECK(to_string(money{0}) == "0.00");
    CHECK(to_string(money{-1}) == "-0.000001");
    CHECK(to_string(money{highest}) == "9223372036854.775807");
    CHECK(to_string(money{lowest}) == "-9223372036854.775808");
}

TEST_CASE("append_money leaves what was there") {
    std::string text = "x=";
    append_money(text, money{1'250'000});
    CHECK(text == "x=1.25");
}

TEST_CASE("property: what is written is read back") {
    CHECK(rc::check([](std::int64_t millionths) {
        money back;
        RC_ASSERT(parse_money(to_string(money{millionths}), back) == money_parse::ok);
        RC_ASSERT(back.millionths == millionths);
    }));
}

TEST_CASE("amounts compare by value") {
    CHECK(money{-2} < money{-1});
    CHECK(money{9} < money{10});
    CHECK(money{10} == money{10});
}

TEST_CASE("a sum is exact, whatever it passes on its way") {
    money_sum sum;
    CHECK(sum == money{0});
    for (const std::int64_t amount : {highest, highest, lowest, lowest, std::int64_t{2}})
        sum += money{amount};
    CHECK(sum == money{0});
    sum -= money{5};
    CHECK(sum == money{-5});
    CHECK(sum < money{0});
}

TEST_CASE("sums are written beyond 64 bits") {
    money_sum sum(money{highest});
    sum += money{1};
    CHECK(to_string(sum) == "9223372036854.775808");
    CHECK(to_string(money_sum{} - sum) == "-9223372036854.775808");
    CHECK(to_string(money_sum(money{-1})) == "-0.000001");
    for (int i = 0; i < 62; ++i) sum += sum;
    CHECK(to_string(sum) == "42535295865117307932921825928971.026432");
    // Around the 19 digits that are written by themselves.
    for (const char* const text : {"9999999999999999999.999999", "10000000000000000000.00",
                                   "10000000000000000001.50", "100000000000000000000.00"}) {
        money_sum read;
        REQUIRE(parse_money(text, read) == money_parse::ok);
        CHECK(to_string(read) == text);
    }
}

TEST_CASE("sums are read up to 128 bits") {
    money_sum sum;
    CHECK(parse_money("170141183460469231731687303715884.105727", sum) == money_parse::ok);
    CHECK(to_string(sum) == "170141183460469231731687303715884.105727");
    CHECK(parse_money("170141183460469231731687303715884.105728", sum) == money_parse::too_large);
    CHECK(parse_money("-170141183460469231731687303715884.105728", sum) == money_parse::ok);
    CHECK(to_string(sum) == "-170141183460469231731687303715884.105728");
    CHECK(to_string(sum).size() < attrib::longest_money_sum);
    CHECK(parse_money("170141183460469231731687303715884.1057265", sum) == money_parse::rounded);
    CHECK(to_string(sum) == "170141183460469231731687303715884.105727");
    CHECK(parse_money("170141183460469231731687303715884.1057275", sum) == money_parse::too_large);
    CHECK(parse_money("1.5e38", sum) == money_parse::too_large);
}

TEST_CASE("property: a sum of one amount is written as the amount") {
    CHECK(rc::check([](std::int64_t millionths) {
        RC_ASSERT(to_string(money_sum(money{millionths})) == to_string(money{millionths}));
    }));
}
