#include <libattrib/io/reading_options.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("a delimiter is one character that stands in no name or number") {
    CHECK(delimiter_named(";").value() == ';');
    CHECK(delimiter_named("tab").value() == '\t');
    CHECK(delimiter_named("\\t").value() == '\t');
    CHECK(delimiter_named("\x01").value() == '\x01');
    for (const std::string_view name :
         {"", "ab", "a", "7", " ", "\"", "\n", "\r", "\xE2\x82\xAC", "\xFF", "TAB"})
        CHECK(delimiter_named(name).error().code == errc::invalid_option);
    CHECK(delimiter_named(std::string_view("\0", 1)).error().code == errc::invalid_option);
}

TEST_CASE("a time unit has a name") {
    CHECK(time_unit_named("s").value() == time_unit::second);
    CHECK(time_unit_named("ms").value() == time_unit::millisecond);
    CHECK(time_unit_named("us").value() == time_unit::microsecond);
    for (const std::string_view name : {"", "S", "seconds", "ns"})
        CHECK(time_unit_named(name).error().code == errc::invalid_option);
}

TEST_CASE("a constant keeps to the rules of its column") {
    const auto refused = [](std::string_view name, std::string_view value) {
        column_constants constants{{column::channel, "Email"}};
        const auto added = add_constant(constants, name, value);
        return !added && added.error().code == errc::bad_mapping && constants.size() == 1;
    };
    column_constants constants;
    CHECK(add_constant(constants, "event_name", std::string(256, 'x')));
    CHECK(add_constant(constants, "event_value", "1.5"));
    CHECK(constants.size() == 2);
    CHECK(refused("event_name", std::string(257, 'x')));
    CHECK(refused("event_name", ""));
    CHECK(refused("source", "\xFF"));
    CHECK(refused("source", std::string_view("a\0b", 3)));
    CHECK(refused("event_value", "1,5"));
    CHECK(refused("channel", "Direct"));
    CHECK(refused("nothing", "x"));
    CHECK(refused("user_pseudo_id", "x"));
    CHECK(refused("event_timestamp", "2025-03-01T10:00:00Z"));
}

TEST_CASE("options that read the same have the same text, others another") {
    const reading_options one{.renames = {{"a", "source"}, {"b", "medium"}},
                              .constants = {{column::currency, "EUR"}},
                              .null_texts = {"-", "?"}};
    const reading_options same{.renames = {{"b", "medium"}, {"a", "source"}},
                               .constants = {{column::currency, "EUR"}},
                               .null_texts = {"?", "-"}};
    CHECK(text_of(one) == text_of(same));
    CHECK(text_of({}).empty());
    CHECK(text_of({.renames = {{"a", "source"}}}) == ":a=source");
    std::vector<std::string> all{text_of(one)};
    all.push_back(text_of({.delimiter = ';'}));
    all.push_back(text_of({.delimiter = ','}));
    all.push_back(text_of({.unit = time_unit::second}));
    all.push_back(text_of({.unit = time_unit::millisecond}));
    all.push_back(text_of({.zone = time_zone::named("Europe/Berlin").value()}));
    all.push_back(text_of({.zone = time_zone()}));
    all.push_back(text_of({.null_texts = {"-"}}));
    std::ranges::sort(all);
    CHECK(std::ranges::adjacent_find(all) == all.end());
    CHECK_FALSE(all.front().empty());
}

TEST_CASE("own hosts make no other source of a file") {
    reading_options reading;
    REQUIRE(add_own_host(reading.own_hosts, "shop.example"));
    CHECK(text_of(reading).empty());
    CHECK(add_own_host(reading.own_hosts, "a b").error().code == errc::invalid_option);
}

}  // namespace
}  // namespace attrib
