#include <rapidcheck.h>

#include <libattrib/core/time.hpp>
#include <libattrib/core/time_zone.hpp>

#include <cstdint>

#include <string>
#include <tests/catch.hpp>
#include <utility>

using attrib::calendar_day;
using attrib::microseconds;
using attrib::time_parse;
using attrib::time_parser;
using attrib::timestamp;
using attrib::to_string;  // times are std types: not found by argument

namespace {

constexpr std::int64_t us_1990 = 631'152'000'000'000;
constexpr std::int64_t us_2100 = 4'102'444'800'000'000;
constexpr std::int64_t us_of_example = 1'740'823'200'000'000;  // 2025-03-01T10:00:00Z

time_parse time_outcome(std::string_view text) {
    timestamp ignored;
    return time_parser{}.parse(text, ignored);
}

std::int64_t us_of(std::string_view text) {
    timestamp when;
    INFO('"' << text << '"');
    REQUIRE(time_parser{}.parse(text, when) == time_parse::ok);
    return when.time_since_epoch().count();
}

void check_malformed(std::initializer_list<const char*> texts) {
    for (const char* text : texts) {
        INFO('"' << text << '"');
        CHECK(time_outcome(text) == time_parse::malformed);
    }
}

}  // namespace

TEST_CASE("date and time stand with a T, a t or a space between them") {
    CHECK(us_of("2025-03-01T10:00:00Z") == us_of_example);
    CHECK(us_of("2025-03-01 10:00:00Z") == us_of_example);
    CHECK(us_of("2025-03-01t10:00:00z") == us_of_example);
    CHECK(us_of("2025-03-01t10:00:00.000000Z") == us_of_example);
    check_malformed({"2025-03-01_10:00:00Z", "2025-03-01  10:00:00Z", "2025-03-0110:00:00ZZ"});
}

TEST_CASE("a parser that has read no date yet takes none for known") {
    for (const char byte : {'\0', '\x01', ' ', '0'})
        for (const std::string_view clock : {"T10:00:00.000000Z", "T10:00:00Z"})
            CHECK(time_outcome(std::string(10, byte).append(clock)) == time_parse::malformed);
    CHECK(time_outcome("1970-01-01T00:00:00.000000Z") == time_parse::out_of_range);
    CHECK(time_outcome("1970-01-02T00:00:00.000000Z") == time_parse::out_of_range);
}

TEST_CASE("of the usual form every character counts") {
    const std::string usual = "2025-03-01T10:00:00.000000Z";
    const std::int64_t units[] = {
        36'000'000'000, 3'600'000'000, 0,     600'000'000, 60'000'000, 0, 10'000'000, 1'000'000, 0,
        100'000,        10'000,        1'000, 100,         10,         1};
    for (std::size_t place = 0; place < 16; ++place)
        for (int byte = 0; byte < 256; ++byte) {
            std::string text = usual;
            char& changed = text[11 + place];
            const char before = std::exchange(changed, static_cast<char>(byte));
            if (changed == before) continue;
            const bool is_digit = before >= '0' && before <= '9' && byte >= '0' && byte <= '9';
            const int highest = place == 0 ? '2' : place == 3 || place == 6 ? '5' : '9';
            INFO('"' << text << '"');
            // A space before the zone, and the zone in lower case.
            if ((place == 14 && byte == ' ') || (place == 15 && byte == 'z'))
                REQUIRE(us_of(text) == us_of_example);
            else if (is_digit && byte <= highest)
                REQUIRE(us_of(text) == us_of_example + (byte - before) * units[place]);
            else if (!(place == 15 && is_digit))
                REQUIRE(time_outcome(text) == time_parse::malformed);
        }
    check_malformed({"2025-03-01T24:00:00.000000Z", "2025-03-01T29:00:00.000000Z"});
}

TEST_CASE("UTC may be written Z, UTC, GMT or as an offset of zero, after a space or not") {
    for (const std::string space : {"", " "})
        for (const char* end :
             {"Z", "z", "UTC", "GMT", "+00:00", "-00:00", "+0000", "-0000", "+00", "-00"})
            for (const char* clock :
                 {"10:00", "10:00:00", "10:00:00.0", "10:00:00.000000", "10:00:00.000000999"})
                CHECK(us_of("2025-03-01 " + (clock + space) + end) == us_of_example);
    check_malformed({"2025-03-01T10:00:00 utc", "2025-03-01T10:00:00Utc", "2025-03-01T10:00:00gmt",
                     "2025-03-01T10:00:00  UTC", "2025-03-01T10:00:00Z ", "2025-03-01T10:00:00 ",
                     "2025-03-01T10:00:00\tZ", "2025-03-01T10:00:00 UTC+0",
                     "2025-03-01T10:00:00UTC+00:00", "2025-03-01T10:00:00 CET",
                     "2025-03-01T10:00:00ZZ"});
}

TEST_CASE("an offset is subtracted: 10:00 at +02:00 is 08:00 UTC") {
    const std::int64_t hour = 3'600'000'000;
    CHECK(us_of("2025-03-01T10:00:00+02:00") == us_of_example - 2 * hour);
    CHECK(us_of("2025-03-01T10:00:00-02:00") == us_of_example + 2 * hour);
    CHECK(us_of("2025-03-01T10:00:00+05:30") == us_of_example - 5 * hour - hour / 2);
    CHECK(us_of("2025-03-01T10:00:00-03:30") == us_of_example + 3 * hour + hour / 2);
    CHECK(us_of("2025-03-01T10:00:00+23:59") == us_of_example - 24 * hour + hour / 60);
    CHECK(us_of("2025-01-01T00:30:00+01:00") == us_of("2024-12-31T23:30:00Z"));
}

TEST_CASE("an offset is a sign, two digits of hours, with or without two of minutes") {
    const std::int64_t hour = 3'600'000'000;
    for (const std::string space : {"", " "}) {
        for (const char* end : {"+02", "+0200", "+02:00"})
            CHECK(us_of("2025-03-01T10:00:00" + (space + end)) == us_of_example - 2 * hour);
        for (const char* end : {"-0330", "-03:30"})
            CHECK(us_of("2025-03-01T10:00:00.000000" + (space + end)) ==
                  us_of_example + 3 * hour + hour / 2);
    }
    check_malformed(
        {"2025-03-01T10:00:00+2:00", "2025-03-01T10:00:00+2", "2025-03-01T10:00:00+020",
         "2025-03-01T10:00:00+02:0", "2025-03-01T10:00:00+02:", "2025-03-01T10:00:00+02:000",
         "2025-03-01T10:00:00+02000", "2025-03-01T10:00:00+24:00", "2025-03-01T10:00:00+24",
         "2025-03-01T10:00:00+02:60", "2025-03-01T10:00:00+0260", "2025-03-01T10:00:00+-2:00",
         "2025-03-01T10:00:00+02:00Z", "2025-03-01T10:00:00+02-00", "2025-03-01T10:00:00*02:00",
         "2025-03-01T10:00:00 + 02:00", "2025-03-01T10:00:00+", "2025-03-01T10:00:00+02 "});
}

TEST_CASE("without an offset a time is not guessed") {
    check_malformed({"2025-03-01T10:00:00", "2025-03-01 10:00:00", "2025-03-01T10:00:00.123456",
                     "2025-03-01 10:00:00.1", "2025-03-01", "10:00:00Z", "2025-03-01 10:00",
                     "2025-03-01 10:0", "2025-03-01 10:", "2025-03-01 ", "2025-03-01Z"});
}

TEST_CASE("a time has 0 to 9 decimals, of which six count") {
    CHECK(us_of("2025-03-01T10:00:00.1Z") == us_of_example + 100'000);
    CHECK(us_of("2025-03-01T10:00:00.12Z") == us_of_example + 120'000);
    CHECK(us_of("2025-03-01T10:00:00.123Z") == us_of_example + 123'000);
    CHECK(us_of("2025-03-01T10:00:00.1234Z") == us_of_example + 123'400);
    CHECK(us_of("2025-03-01T10:00:00.12345Z") == us_of_example + 123'450);
    CHECK(us_of("2025-03-01T10:00:00.123456Z") == us_of_example + 123'456);
    CHECK(us_of("2025-03-01T10:00:00.000001 UTC") == us_of_example + 1);
    CHECK(us_of("2025-03-01T10:00:00.000001+00:00") == us_of_example + 1);
    CHECK(us_of("2025-03-01T10:00:00.1234567Z") == us_of_example + 123'456);
    CHECK(us_of("2025-03-01T10:00:00.123456999Z") == us_of_example + 123'456);
    CHECK(us_of("2025-03-01T10:00:00.0000009+00") == us_of_example);
    check_malformed({"2025-03-01T10:00:00.Z", "2025-03-01T10:00:00.1234567890Z",
                     "2025-03-01T10:00.5Z", "2025-03-01T10:00:00,5Z", "2025-03-01T10:00:00.1.2Z",
                     "2025-03-01T10:00:00.-1Z"});
}

TEST_CASE("every field of a date and a time has its range") {
    check_malformed({"2025-00-01T10:00:00Z", "2025-13-01T10:00:00Z", "2025-03-00T10:00:00Z",
                     "2025-03-32T10:00:00Z", "2025-04-31T10:00:00Z", "2025-03-01T24:00:00Z",
                     "2025-03-01T10:60:00Z", "2025-03-01T10:00:60Z", "2025-03-01T10:00:61Z"});
    CHECK(us_of("2025-03-01T23:59:59.999999Z") + 1 == us_of("2025-03-02T00:00:00Z"));
}

TEST_CASE("every field has all its digits, and only digits") {
    check_malformed({"25-03-01T10:00:00Z", "2025-3-01T10:00:00Z", "2025-03-1T10:00:00Z",
                     "2025-03-01T1:00:00Z", "2025-03-01T10:0:00Z", "2025-03-01T10:00:0Z",
                     "2025-03-01T10Z", "+2025-03-01T10:00:00Z", "2025-03-01T+1:00:00Z",
                     "2025-03-01T 1:00:00Z", "2O25-03-01T10:00:00Z", "2025/03/01T10:00:00Z",
                     "2025-03-01T10.00.00Z", "20250301T100000Z", "01.03.2025 10:00:00Z",
                     "Sat, 01 Mar 2025 10:00:00 GMT"});
}

TEST_CASE("leap days are those of the Gregorian calendar") {
    CHECK(us_of("2024-02-29T00:00:00Z") == 1'709'164'800'000'000);
    CHECK(us_of("2000-02-29T00:00:00Z") == 951'782'400'000'000);
    check_malformed({"2025-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "2024-02-30T00:00:00Z"});
    // 1900 and 2100 are no leap years: malformed, whatever the range.
    check_malformed({"1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z"});
}

TEST_CASE("16 digits are microseconds since 1970") {
    CHECK(us_of("1740823200000000") == us_of_example);
    CHECK(us_of("1740823200000001") == us_of_example + 1);
    CHECK(us_of("0631152000000000") == us_1990);
}

TEST_CASE("10 and 13 digits are seconds and milliseconds: another unit, not guessed") {
    CHECK(time_outcome("1740823200") == time_parse::wrong_unit);
    CHECK(time_outcome("1740823200000") == time_parse::wrong_unit);
}

TEST_CASE("no other number of digits is a time") {
    for (const std::size_t length : {1U, 8U, 9U, 11U, 12U, 14U, 15U, 17U, 18U, 19U, 20U, 40U}) {
        INFO(length << " digits");
        CHECK(time_outcome(std::string(length, '1')) == time_parse::malformed);
    }
    check_malformed({"", " ", "Z", "-740823200000000", "+740823200000000", "174082320000000.",
                     "1740823200000000Z", "17408232000000e2", "1740823200.000000",
                     "0x40823200000000"});
}

TEST_CASE("times go from 1990-01-01 to before 2100-01-01, to the microsecond") {
    CHECK(us_of("1990-01-01T00:00:00Z") == us_1990);
    CHECK(us_of("2099-12-31T23:59:59.999999Z") == us_2100 - 1);
    CHECK(time_outcome("1989-12-31T23:59:59.999999Z") == time_parse::out_of_range);
    CHECK(time_outcome("2100-01-01T00:00:00Z") == time_parse::out_of_range);
    CHECK(us_of("0631152000000000") == us_1990);
    CHECK(time_outcome("0631151999999999") == time_parse::out_of_range);
    CHECK(us_of("4102444799999999") == us_2100 - 1);
    CHECK(time_outcome("4102444800000000") == time_parse::out_of_range);
}

TEST_CASE("the range is that of the moment, not of the date as written") {
    CHECK(us_of("1989-12-31T23:00:00-01:00") == us_1990);
    CHECK(us_of("2100-01-01T00:59:59.999999+01:00") == us_2100 - 1);
    CHECK(time_outcome("1990-01-01T00:59:59.999999+01:00") == time_parse::out_of_range);
    CHECK(time_outcome("2099-12-31T23:00:00-01:00") == time_parse::out_of_range);
}

TEST_CASE("dates outside any calendar of ours are out of range, not wrapped around") {
    for (const char* text : {"0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z",
                             "9999-12-31T23:59:59Z", "0000000000000000", "9999999999999999"}) {
        INFO(text);
        CHECK(time_outcome(text) == time_parse::out_of_range);
    }
}

TEST_CASE("a parser that remembers a date still reads the next one") {
    time_parser parser;
    timestamp when;
    REQUIRE(parser.parse("2025-03-01T10:00:00Z", when) == time_parse::ok);
    REQUIRE(parser.parse("2025-03-01T10:00:01Z", when) == time_parse::ok);
    CHECK(when.time_since_epoch().count() == us_of_example + 1'000'000);
    REQUIRE(parser.parse("2025-03-02T10:00:00Z", when) == time_parse::ok);
    CHECK(when.time_since_epoch().count() == us_of_example + 86'400'000'000);
    CHECK(parser.parse("2025-03-99T10:00:00Z", when) == time_parse::malformed);
    CHECK(parser.parse("2025-02-29T10:00:00Z", when) == time_parse::malformed);
    REQUIRE(parser.parse("2025-03-02T10:00:01Z", when) == time_parse::ok);
    CHECK(when.time_since_epoch().count() == us_of_example + 86'401'000'000);
}

TEST_CASE("times are written with six decimals and Z") {
    CHECK(to_string(timestamp{microseconds{us_of_example}}) == "2025-03-01T10:00:00.000000Z");
    CHECK(to_string(timestamp{microseconds{us_of_example + 1}}) == "2025-03-01T10:00:00.000001Z");
    CHECK(to_string(timestamp{microseconds{us_2100 - 1}}) == "2099-12-31T23:59:59.999999Z");
    CHECK(to_string(timestamp{microseconds{0}}) == "1970-01-01T00:00:00.000000Z");
    CHECK(to_string(timestamp{microseconds{-1}}) == "1969-12-31T23:59:59.999999Z");
}

// A number as a time in that unit; what is wrong with it otherwise.
std::string number_as(attrib::time_unit unit, std::string_view text) {
    timestamp when;
    switch (time_parser({.unit = unit}).parse(text, when)) {
        case time_parse::ok:
            return to_string(when);
        case time_parse::malformed:
            return "malformed";
        case time_parse::wrong_unit:
            return "unit";
        case time_parse::out_of_range:
            return "range";
    }
    return "";
}

TEST_CASE("with a unit, bare numbers are counts of it") {
    using attrib::time_unit;
    CHECK(number_as(time_unit::second, "1740823200") == "2025-03-01T10:00:00.000000Z");
    CHECK(number_as(time_unit::second, "1740823200.123") == "2025-03-01T10:00:00.123000Z");
    CHECK(number_as(time_unit::second, "1740823200.1234569") == "2025-03-01T10:00:00.123456Z");
    CHECK(number_as(time_unit::second, "1740823200.0") == "2025-03-01T10:00:00.000000Z");
    CHECK(number_as(time_unit::second, "631152000") == "1990-01-01T00:00:00.000000Z");
    CHECK(number_as(time_unit::millisecond, "1740823200123") == "2025-03-01T10:00:00.123000Z");
    CHECK(number_as(time_unit::millisecond, "1740823200123.5") == "2025-03-01T10:00:00.123500Z");
    CHECK(number_as(time_unit::microsecond, "1740823200123456") == "2025-03-01T10:00:00.123456Z");
    CHECK(number_as(time_unit::microsecond, "1740823200123456.9") == "2025-03-01T10:00:00.123456Z");
    // Another unit than was said.
    CHECK(number_as(time_unit::second, "1740823200123") == "range");
    CHECK(number_as(time_unit::millisecond, "1740823200") == "range");
    CHECK(number_as(time_unit::microsecond, "1740823200") == "range");
    CHECK(number_as(time_unit::second, "4102444800") == "range");
    CHECK(number_as(time_unit::second, "0") == "range");
    CHECK(number_as(time_unit::second, "9999999999999999") == "range");
    CHECK(number_as(time_unit::second, "99999999999999999999") == "range");
    for (const std::string_view text :
         {"", ".", "1740823200.", ".5", "-1740823200", "+1740823200", "1740823200,5", "1.7e9",
          "1740823200.1.2", "1740823200 ", "17408232OO", "1740823200.x", "NaN", "12345678901x"})
        CHECK(number_as(time_unit::second, text) == "malformed");
    // Times that say what they are stay so.
    CHECK(number_as(time_unit::second, "2025-03-01T10:00:00Z") == "2025-03-01T10:00:00.000000Z");
    CHECK(number_as(time_unit::second, "2025-03-01T10:00:00") == "malformed");
}

TEST_CASE("with a zone, a time without an offset is what clocks show there") {
    attrib::time_zone zone = attrib::time_zone::named("Europe/Berlin").value();
    time_parser parser({.zone = &zone});
    const auto utc_of = [&](std::string_view text) {
        timestamp when;
        INFO(text);
        return parser.parse(text, when) == time_parse::ok ? to_string(when) : std::string("none");
    };
    CHECK(utc_of("2025-03-01 10:00:00") == "2025-03-01T09:00:00.000000Z");
    CHECK(utc_of("2025-07-01T10:00") == "2025-07-01T08:00:00.000000Z");
    CHECK(utc_of("2025-07-01 10:00:00.123456789") == "2025-07-01T08:00:00.123456Z");
    CHECK(utc_of("2025-07-01 10:00:00+00") == "2025-07-01T10:00:00.000000Z");
    CHECK(utc_of("2025-07-01T10:00:00.000000Z") == "2025-07-01T10:00:00.000000Z");
    CHECK(utc_of("1740823200000000") == "2025-03-01T10:00:00.000000Z");
    // Clocks go from 02:00 to 03:00, and later from 03:00 back to 02:00.
    CHECK(utc_of("2025-03-30 01:59:59") == "2025-03-30T00:59:59.000000Z");
    CHECK(utc_of("2025-03-30 02:30:00") == "2025-03-30T01:30:00.000000Z");
    CHECK(utc_of("2025-03-30 03:00:00") == "2025-03-30T01:00:00.000000Z");
    CHECK(utc_of("2025-10-26 01:59:59") == "2025-10-25T23:59:59.000000Z");
    CHECK(utc_of("2025-10-26 02:30:00") == "2025-10-26T01:30:00.000000Z");
    CHECK(utc_of("2025-10-26 03:00:00") == "2025-10-26T02:00:00.000000Z");
    CHECK(utc_of("1990-01-01 00:00:00") == "none");
    CHECK(utc_of("1990-01-01 01:00:00") == "1990-01-01T00:00:00.000000Z");
    CHECK(utc_of("2099-12-31 23:59:59") == "2099-12-31T22:59:59.000000Z");
    for (const char* text : {"2025-03-01", "2025-03-01 10", "2025-03-01 10:00:00 ", "10:00:00",
                             "2025-03-01 10:00:00 CET", "2025-03-01 25:00:00", "1740823200"})
        CHECK(utc_of(text) == "none");
}

TEST_CASE("property: a time that is written is read back") {
    CHECK(rc::check([] {
        const auto us = *rc::gen::inRange(us_1990, us_2100);
        timestamp back;
        const std::string text = to_string(timestamp{microseconds{us}});
        RC_ASSERT(text.size() == attrib::timestamp_length);
        RC_ASSERT(time_parser{}.parse(text, back) == time_parse::ok);
        RC_ASSERT(back.time_since_epoch().count() == us);
    }));
}

TEST_CASE("property: nothing a parser is given makes it fail otherwise than by saying so") {
    CHECK(rc::check([](const std::string& text) {
        timestamp when;
        time_parser parser;
        if (parser.parse(text, when) == time_parse::ok)
            RC_ASSERT(when >= attrib::earliest_event_time && when < attrib::end_of_event_time);
    }));
}

TEST_CASE("days are read and written as year, month, day") {
    calendar_day day;
    REQUIRE(attrib::parse_day("2024-02-29", day));
    CHECK(day == calendar_day{std::chrono::year{2024} / 2 / 29});
    CHECK(to_string(day) == "2024-02-29");
    for (const char* text :
         {"", "2025-02-29", "2025-2-01", "2025-02-1", "2025-02-011", "2025/02/01", "20250201",
          "2025-13-01", "2025-00-01", "2025-01-00", "-025-01-01", "2025-01-01T"}) {
        INFO('"' << text << '"');
        CHECK_FALSE(attrib::parse_day(text, day));
    }
}
