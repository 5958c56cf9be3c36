#include <fmt/format.h>

#include <libattrib/core/time_zone.hpp>
#include <map>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

// How many half hours of a year (UTC) fall on each day of a zone, as the server has it.
std::map<std::string, std::int64_t> days_of_server(connection& on, const std::string& zone,
                                                   int year) {
    const query_result found = on.run(
        "select (moment at time zone $1)::date::text, count(*) from "
        "generate_series($2::timestamptz, "
        "$2::timestamptz + interval '366 days', interval '30 minutes') as moment group by 1",
        {zone, fmt::format("{}-01-01 00:00:00+00", year)});
    std::map<std::string, std::int64_t> days;
    for (std::size_t i = 0; i < found.rows(); ++i)
        days[std::string(found.text(i, 0))] = found.integer(i, 1);
    return days;
}

std::map<std::string, std::int64_t> days_of_ours(const std::string& zone_name, int year) {
    time_zone zone = time_zone::named(zone_name).value();
    const timestamp begin = std::chrono::sys_days{std::chrono::year{year} / 1 / 1};
    std::map<std::string, std::int64_t> days;
    for (int i = 0; i <= 366 * 48; ++i)
        ++days[to_string(zone.day_of(begin + i * std::chrono::minutes{30}))];
    return days;
}

}  // namespace

TEST_CASE("days are those of the server, up to the last year that an event may have") {
    const temporary_database database;
    connection on = database.connect();
    for (const char* const zone :
         {"UTC", "America/New_York", "America/Santiago", "America/Nuuk", "Europe/Berlin",
          "Europe/Dublin", "Europe/Chisinau", "Africa/Cairo", "Africa/Casablanca", "Asia/Jerusalem",
          "Asia/Tehran", "Asia/Kolkata", "Australia/Lord_Howe", "Australia/Sydney",
          "Pacific/Auckland", "Pacific/Norfolk"})
        for (const int year :
             {1990, 2024, 2036, 2037, 2038, 2040, 2063, 2086, 2087, 2088, 2096, 2099}) {
            INFO(zone << ' ' << year);
            CHECK(days_of_ours(zone, year) == days_of_server(on, zone, year));
        }
}

TEST_CASE("clocks without an offset are read as the server reads them") {
    const temporary_database database;
    connection on = database.connect();
    for (const char* const name :
         {"America/New_York", "America/Santiago", "Europe/Berlin", "Africa/Casablanca",
          "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC"})
        for (const int year : {1995, 2011, 2025, 2036, 2060, 2099}) {
            INFO(name << ' ' << year);
            const query_result found = on.run(
                "select (extract(epoch from clock) * 1000000)::bigint, "
                "(extract(epoch from clock at time zone $1) * 1000000)::bigint from "
                "generate_series($2::timestamp, $2::timestamp + interval '364 days', interval "
                "'15 minutes') as clock",
                {name, fmt::format("{}-01-01 00:00:00", year)});
            time_zone zone = time_zone::named(name).value();
            std::size_t others = 0;
            for (std::size_t i = 0; i < found.rows(); ++i) {
                const microseconds shown{found.integer(i, 0)};
                const timestamp expected{microseconds{found.integer(i, 1)}};
                if (zone.at_clock(shown) != expected) ++others;
            }
            CHECK(others == 0);
        }
}

}  // namespace attrib::test
