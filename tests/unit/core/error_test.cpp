#include <libattrib/core/error.hpp>

#include <array>
#include <set>
#include <string>
#include <tests/catch.hpp>

namespace {

using attrib::errc;

constexpr std::array codes{
    errc::invalid_option,   errc::file_not_found,     errc::file_unreadable,
    errc::not_event_csv,    errc::unterminated_quote, errc::corrupt_archive,
    errc::bad_mapping,      errc::bad_rules,          errc::unknown_time_zone,
    errc::too_large,        errc::write_failed,       errc::database_unavailable,
    errc::database_refused, errc::database_busy,      errc::bad_model,
    errc::stale_tables,     errc::schema_too_new,     errc::address_in_use,
    errc::nothing_accepted, errc::interrupted,        errc::bad_models,
    errc::endless_journeys, errc::not_path_csv,
};

attrib::result<int> half_of(int number) {
    if (number % 2 != 0) return attrib::error{errc::invalid_option, "odd"};
    return number / 2;
}

}  // namespace

TEST_CASE("every error code has a name of its own") {
    // Fails when a code was added to the enumeration but not here.
    REQUIRE(codes.size() == static_cast<std::size_t>(errc::interrupted) + 1);
    std::set<std::string_view> names;
    for (const errc code : codes) {
        CHECK_FALSE(name_of(code).empty());
        names.insert(name_of(code));
    }
    CHECK(names.size() == codes.size());
    CHECK(name_of(errc::file_not_found) == "file_not_found");
    CHECK(name_of(errc::interrupted) == "interrupted");
}

TEST_CASE("exit status is 2 for a wrong command line and 1 for everything else") {
    const std::set<errc> command_line{errc::invalid_option, errc::bad_mapping,
                                      errc::unknown_time_zone, errc::bad_models};
    for (const errc code : codes) {
        INFO(name_of(code));
        CHECK(exit_status_of(code) == (command_line.contains(code) ? 2 : 1));
    }
}

TEST_CASE("an answer's status is the asker's fault only where the asker can mend it") {
    CHECK(http_status_of(errc::invalid_option) == 400);
    CHECK(http_status_of(errc::file_not_found) == 404);
    CHECK(http_status_of(errc::database_unavailable) == 503);
    CHECK(http_status_of(errc::stale_tables) == 503);
    CHECK(http_status_of(errc::too_large) == 500);
    for (const errc code : codes) CHECK(http_status_of(code) >= 400);
}

TEST_CASE("a result holds a value or an error") {
    CHECK(half_of(8).value() == 4);
    CHECK(half_of(7).has_error());
    CHECK(half_of(7).error().code == errc::invalid_option);
}

TEST_CASE("the value of a result that holds an error throws failure with code and message") {
    try {
        static_cast<void>(half_of(7).value());
        FAIL("must throw");
    } catch (const attrib::failure& thrown) {
        CHECK(thrown.code() == errc::invalid_option);
        CHECK(std::string(thrown.what()) == "odd");
    }
}
