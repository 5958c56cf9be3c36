#include <rapidcheck.h>

#include <libattrib/core/time_zone.hpp>

#include <string>
#include <tests/catch.hpp>

using attrib::calendar_day;
using attrib::time_zone;
using attrib::timestamp;
using attrib::to_string;  // times are std types: not found by argument

namespace {

timestamp at(std::string_view text) {
    timestamp when;
    attrib::time_parser parser;
    INFO(text);
    REQUIRE(parser.parse(text, when) == attrib::time_parse::ok);
    return when;
}

std::string day_in(std::string_view zone_name, std::string_view text) {
    time_zone zone = time_zone::named(zone_name).value();
    return to_string(zone.day_of(at(text)));
}

// How many of the 100 quarter hours from `begin` on fall on the day of the first.
int quarters_of_day(time_zone zone, timestamp begin) {
    int quarters = 0;
    for (int i = 0; i < 120; ++i)
        if (zone.day_of(begin + i * std::chrono::minutes{15}) == zone.day_of(begin)) ++quarters;
    return quarters;
}

}  // namespace

TEST_CASE("without a name the zone is UTC") {
    time_zone zone;
    CHECK(zone.name() == "UTC");
    CHECK(to_string(zone.day_of(at("2025-03-01T23:59:59.999999Z"))) == "2025-03-01");
    CHECK(to_string(zone.day_of(at("2025-03-02T00:00:00Z"))) == "2025-03-02");
}

TEST_CASE("a zone is found by its IANA name") {
    CHECK(time_zone::named("UTC").value().name() == "UTC");
    CHECK(time_zone::named("Europe/Berlin").value().name() == "Europe/Berlin");
    CHECK(time_zone::named("America/New_York").value().name() == "America/New_York");
}

TEST_CASE("a name that is no zone is an error that says what would be one") {
    for (const char* name :
         {"", "Berlin", "Europe/Berlim", "utc+1", "../etc/passwd", "Europe/", "CEST"}) {
        INFO('"' << name << '"');
        const auto zone = time_zone::named(name);
        REQUIRE(zone.has_error());
        CHECK(zone.error().code == attrib::errc::unknown_time_zone);
        CHECK(zone.error().message.find("'" + std::string(name) + "'") != std::string::npos);
        CHECK(zone.error().message.find("Europe/Berlin") != std::string::npos);
    }
}

TEST_CASE("days are half open, to the microsecond") {
    CHECK(day_in("Europe/Berlin", "2025-01-14T22:59:59.999999Z") == "2025-01-14");
    CHECK(day_in("Europe/Berlin", "2025-01-14T23:00:00Z") == "2025-01-15");
    CHECK(day_in("America/New_York", "2025-01-15T04:59:59.999999Z") == "2025-01-14");
    CHECK(day_in("America/New_York", "2025-01-15T05:00:00Z") == "2025-01-15");
    CHECK(day_in("Asia/Kathmandu", "2025-01-14T18:14:59.999999Z") == "2025-01-14");
    CHECK(day_in("Asia/Kathmandu", "2025-01-14T18:15:00Z") == "2025-01-15");
}

TEST_CASE("the day summer time begins has 23 hours") {
    const time_zone berlin = time_zone::named("Europe/Berlin").value();
    const timestamp begin = at("2025-03-29T23:00:00Z");
    CHECK(day_in("Europe/Berlin", "2025-03-29T22:59:59.999999Z") == "2025-03-29");
    CHECK(day_in("Europe/Berlin", "2025-03-29T23:00:00Z") == "2025-03-30");
    CHECK(day_in("Europe/Berlin", "2025-03-30T21:59:59.999999Z") == "2025-03-30");
    CHECK(day_in("Europe/Berlin", "2025-03-30T22:00:00Z") == "2025-03-31");
    CHECK(quarters_of_day(berlin, begin) == 23 * 4);
}

TEST_CASE("the day summer time ends has 25 hours") {
    const time_zone berlin = time_zone::named("Europe/Berlin").value();
    const timestamp begin = at("2025-10-25T22:00:00Z");
    CHECK(day_in("Europe/Berlin", "2025-10-25T21:59:59.999999Z") == "2025-10-25");
    CHECK(day_in("Europe/Berlin", "2025-10-25T22:00:00Z") == "2025-10-26");
    CHECK(day_in("Europe/Berlin", "2025-10-26T22:59:59.999999Z") == "2025-10-26");
    CHECK(day_in("Europe/Berlin", "2025-10-26T23:00:00Z") == "2025-10-27");
    CHECK(quarters_of_day(berlin, begin) == 25 * 4);
    CHECK(quarters_of_day(time_zone{}, at("2025-10-26T00:00:00Z")) == 24 * 4);
}

TEST_CASE("a zone that remembers an offset answers as a fresh one, in any order") {
    time_zone remembering = time_zone::named("Europe/Berlin").value();
    for (const char* text : {"2025-07-01T22:00:00Z", "2025-01-01T22:00:00Z", "2025-03-29T23:00:00Z",
                             "1990-01-01T00:00:00Z", "2099-12-31T23:00:00Z", "2025-10-26T22:30:00Z",
                             "2025-07-01T21:59:59.999999Z", "2025-07-01T22:00:00Z"}) {
        INFO(text);
        time_zone fresh = time_zone::named("Europe/Berlin").value();
        CHECK(remembering.day_of(at(text)) == fresh.day_of(at(text)));
    }
}

TEST_CASE("property: clocks that a zone shows are read back, whatever was read before") {
    // Clocks that went on by an hour, half an hour and a day, and one that never did.
    for (const char* name : {"Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "UTC"}) {
        time_zone remembering = time_zone::named(name).value();
        CHECK(rc::check([&] {
            const auto first = attrib::earliest_event_time.time_since_epoch().count();
            const auto end = attrib::end_of_event_time.time_since_epoch().count();
            const attrib::microseconds shown{*rc::gen::inRange(first, end)};
            time_zone fresh = time_zone::named(name).value();
            const timestamp when = remembering.at_clock(shown);
            RC_ASSERT(when == fresh.at_clock(shown));
            const auto day = std::chrono::floor<std::chrono::days>(timestamp{shown});
            const auto there = fresh.day_of(when);
            // Equal, unless the clock skipped that time.
            RC_ASSERT(there == day || there == day + std::chrono::days{1});
        }));
    }
}

TEST_CASE("property: no moment is far from its UTC day, and days never go back") {
    const time_zone zone = time_zone::named("Pacific/Apia").value();  // skipped a day in 2011
    CHECK(rc::check([&] {
        time_zone copy = zone;
        const auto first = attrib::earliest_event_time.time_since_epoch().count();
        const auto end = attrib::end_of_event_time.time_since_epoch().count();
        const timestamp when{attrib::microseconds{*rc::gen::inRange(first, end)}};
        const auto utc = std::chrono::floor<std::chrono::days>(when);
        const calendar_day local = copy.day_of(when);
        RC_ASSERT(local >= utc - std::chrono::days{1});
        RC_ASSERT(local <= utc + std::chrono::days{1});
        RC_ASSERT(copy.day_of(when + std::chrono::days{1}) > local);
    }));
}

TEST_CASE("the next day begins when its date does, whatever the clocks do") {
    struct expectation {
        const char *zone, *when, *next;
    };
    for (const expectation& each :
         {expectation{"UTC", "2025-03-15T10:00:00Z", "2025-03-16T00:00:00.000000Z"},
          {"UTC", "2025-03-15T23:59:59.999999Z", "2025-03-16T00:00:00.000000Z"},
          {"UTC", "2025-03-16T00:00:00Z", "2025-03-17T00:00:00.000000Z"},
          {"Europe/Berlin", "2025-03-30T00:30:00Z", "2025-03-30T22:00:00.000000Z"},
          {"Europe/Berlin", "2025-10-26T00:30:00Z", "2025-10-26T23:00:00.000000Z"},
          {"America/St_Johns", "2010-11-07T12:00:00Z", "2010-11-08T03:30:00.000000Z"},
          {"Pacific/Apia", "2011-12-30T09:00:00Z", "2011-12-30T10:00:00.000000Z"}}) {
        INFO(each.zone << ' ' << each.when);
        attrib::time_zone zone = attrib::time_zone::named(each.zone).value();
        attrib::timestamp when;
        attrib::time_parser parser;
        REQUIRE(parser.parse(each.when, when) == attrib::time_parse::ok);
        CHECK(attrib::to_string(zone.next_day(when)) == each.next);
    }
}

TEST_CASE("rules of daylight saving go on after the last year that zone files list") {
    CHECK(day_in("America/New_York", "2050-07-01T03:59:59.999999Z") == "2050-06-30");
    CHECK(day_in("America/New_York", "2050-07-01T04:00:00Z") == "2050-07-01");
    CHECK(day_in("America/New_York", "2099-12-31T04:59:59Z") == "2099-12-30");
    CHECK(day_in("Europe/Berlin", "2096-07-01T22:00:00Z") == "2096-07-02");
    CHECK(day_in("Australia/Sydney", "2060-01-31T13:00:00Z") == "2060-02-01");
    CHECK(day_in("Asia/Kolkata", "2060-01-31T18:30:00Z") == "2060-02-01");
    // 23 and 25 hours, as in 2025.
    const time_zone berlin = time_zone::named("Europe/Berlin").value();
    CHECK(quarters_of_day(berlin, at("2050-03-26T23:00:00Z")) == 92);
    CHECK(quarters_of_day(berlin, at("2050-10-29T22:00:00Z")) == 100);
}
