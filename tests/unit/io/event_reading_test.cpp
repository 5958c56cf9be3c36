// Events as the user says that they are to be read.
#include <libattrib/io/event_parser.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

// The event of one row of `header` and `row`, read as the user says; its reject otherwise.
struct read_row {
    read_row(std::vector<std::string_view> header, std::vector<std::string_view> row,
             const reading_options& reading)
        : mapping(map_columns(header, reading).value()),
          parser(mapping, kept_columns::all, reading),
          is_good(parser.parse(row, 200, false, out)) {}

    column_mapping mapping;
    event_parser parser;
    event out;
    bool is_good;
};

const std::vector<std::string_view> amount_header{"user_pseudo_id", "event_timestamp", "event_name",
                                                  "event_value"};

std::string amount_of(std::string_view text, char delimiter) {
    const read_row got(amount_header, {"u", "2025-03-01T10:00:00Z", "x", text},
                       {.delimiter = delimiter});
    if (!got.is_good) {
        CHECK(got.parser.broken().reason == reject_reason::bad_value);
        return "rejected";
    }
    return to_string(*got.out.event_value);
}

TEST_CASE("where values are not divided by commas, a comma may be the decimal sign") {
    for (const char delimiter : {';', '\t', '|'}) {
        CHECK(amount_of("19,90", delimiter) == "19.90");
        CHECK(amount_of("-0,5", delimiter) == "-0.50");
        CHECK(amount_of("1,5e2", delimiter) == "150.00");
        CHECK(amount_of("19.90", delimiter) == "19.90");
        CHECK(amount_of("1,2345678", delimiter) == "1.234568");
        for (const std::string_view text :
             {"1.234,50", "1,234.50", "1,2,3", ",", ",5", "5,", "1,-5", "1 234,50"})
            CHECK(amount_of(text, delimiter) == "rejected");
    }
    CHECK(amount_of("19,90", ',') == "rejected");
}

TEST_CASE("GA4's parameter value need be no amount") {
    const auto value_of = [](std::string_view text) {
        const read_row got(
            {"user_pseudo_id", "event_timestamp", "event_name", "event_params.value"},
            {"u", "2025-03-01T10:00:00Z", "x", text}, {});
        if (!got.is_good) return std::string(name_of(got.parser.broken().reason));
        return got.out.event_value ? to_string(*got.out.event_value) : std::string("none");
    };
    CHECK(value_of("9.99") == "9.99");
    CHECK(value_of("menu / top") == "none");
    CHECK(value_of("") == "none");
    CHECK(value_of("99999999999999999999") == "value_range");
}

TEST_CASE("a constant fills the column that a file lacks") {
    const reading_options reading{.constants = {{column::event_name, "page_view"},
                                                {column::currency, "eur"},
                                                {column::event_value, "2.5"},
                                                {column::page_location, "/x?utm_source=news"},
                                                {column::user_pseudo_id, "never"}}};
    const read_row got({"event_timestamp", "user_pseudo_id"}, {"2025-03-01T10:00:00Z", "u"},
                       reading);
    REQUIRE(got.is_good);
    CHECK(got.out.event_name == "page_view");
    CHECK(got.out.user_pseudo_id == "u");
    CHECK(got.out.currency == "EUR");
    CHECK(got.out.event_value == money{2'500'000});
    CHECK(got.out.page_location == "/x?utm_source=news");
    // An empty value is a value: the column is there.
    const read_row empty({"event_timestamp", "user_pseudo_id", "event_name"},
                         {"2025-03-01T10:00:00Z", "u", ""}, reading);
    REQUIRE_FALSE(empty.is_good);
    CHECK(empty.parser.broken().reason == reject_reason::missing_value);
}

TEST_CASE("constants stay from row to row, whatever the row before was") {
    const reading_options reading{.constants = {{column::source, "shop"}}};
    const auto mapping = map_columns(amount_header, reading).value();
    for (const kept_columns kept : {kept_columns::all, kept_columns::totals}) {
        event_parser parser(mapping, kept, reading);
        event out;
        const std::vector<std::string_view> good{"u", "2025-03-01T10:00:00Z", "x", "1"};
        const std::vector<std::string_view> bad{"u", "never", "x", "1"};
        for (int i = 0; i < 3; ++i) {
            REQUIRE(parser.parse(good, 30, true, out));
            CHECK(out.source == "shop");
            REQUIRE_FALSE(parser.parse(bad, 30, true, out));
        }
    }
}

TEST_CASE("a click identifier in a column of GA4's export is one of the visit") {
    const std::vector<std::string_view> header{"user_pseudo_id",
                                               "event_timestamp",
                                               "event_name",
                                               "collected_traffic_source.dclid",
                                               "collected_traffic_source.gclid",
                                               "page_location"};
    const auto click_id = [&](std::string_view dclid, std::string_view gclid,
                              std::string_view page) {
        const read_row got(header, {"u", "2025-03-01T10:00:00Z", "x", dclid, gclid, page}, {});
        REQUIRE(got.is_good);
        return std::string(got.out.click_id);
    };
    CHECK(click_id("", "", "https://a.example/").empty());
    CHECK(click_id("", "Cj0", "https://a.example/") == "gclid");
    CHECK(click_id("x", "", "") == "dclid");
    CHECK(click_id("x", "", "https://a.example/?msclkid=1") == "msclkid");
}

TEST_CASE("times are read as the user says") {
    const auto time_of = [](std::string_view text, const reading_options& reading) {
        const read_row got({"user_pseudo_id", "event_timestamp", "event_name"}, {"u", text, "x"},
                           reading);
        return got.is_good ? to_string(got.out.event_timestamp)
                           : std::string(name_of(got.parser.broken().reason));
    };
    CHECK(time_of("2025-03-01 10:00:00", {}) == "bad_timestamp");
    CHECK(time_of("1740823200", {}) == "timestamp_unit");
    const reading_options berlin{.zone = time_zone::named("Europe/Berlin").value()};
    CHECK(time_of("2025-03-01 10:00:00", berlin) == "2025-03-01T09:00:00.000000Z");
    CHECK(time_of("2025-03-01 10:00:00Z", berlin) == "2025-03-01T10:00:00.000000Z");
    CHECK(time_of("1740823200", {.unit = time_unit::second}) == "2025-03-01T10:00:00.000000Z");
}

}  // namespace
}  // namespace attrib
