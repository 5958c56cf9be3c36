#include <apps/console/map_flags.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/variables_map.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace {

namespace po = boost::program_options;

attrib::result<attrib::reading_options> reading_of(const std::vector<std::string>& arguments) {
    attrib::console::map_flags flags;
    po::options_description options;
    flags.add_to(options);
    po::variables_map given;
    po::store(po::command_line_parser(arguments).options(options).run(), given);
    po::notify(given);
    return flags.reading();
}

attrib::result<attrib::column_renames> renames_of(const std::vector<std::string>& maps) {
    std::vector<std::string> arguments;
    for (const std::string& map : maps) arguments.insert(arguments.end(), {"--map", map});
    const auto reading = reading_of(arguments);
    if (!reading) return reading.error();
    return reading->renames;
}

void check_refused_flag(const std::string& flag, const std::string& value, attrib::errc code,
                        const std::string& part) {
    const auto reading = reading_of({flag, value});
    REQUIRE(reading.has_error());
    CHECK(reading.error().code == code);
    CHECK_THAT(reading.error().message,
               Catch::Matchers::Contains(flag + " " + value) && Catch::Matchers::Contains(part));
}

void check_refused(const std::vector<std::string>& maps, const std::string& part) {
    const auto renames = renames_of(maps);
    REQUIRE(renames.has_error());
    CHECK(renames.error().code == attrib::errc::bad_mapping);
    CHECK_THAT(renames.error().message, Catch::Matchers::Contains(part));
}

}  // namespace

TEST_CASE("the option map may be given again") {
    CHECK(renames_of({}).value().empty());
    CHECK(renames_of({"when=event_timestamp", "who=user_pseudo_id"}).value() ==
          attrib::column_renames{{"when", "event_timestamp"}, {"who", "user_pseudo_id"}});
}

TEST_CASE("an empty name says that the column is to be ignored") {
    CHECK(renames_of({"channel="}).value() == attrib::column_renames{{"channel", ""}});
}

TEST_CASE("a file's column may hold an equals sign or a space") {
    CHECK(renames_of({"a=b c=source"}).value() == attrib::column_renames{{"a=b c", "source"}});
}

TEST_CASE("the option map says what is wrong with it") {
    check_refused({"when"}, "column=name");
    check_refused({"=source"}, "column=name");
    check_refused({"when=event_time"}, "event_timestamp");
    check_refused({"x=source", "x=medium"}, "'x' is mapped twice");
}

TEST_CASE("flags say how files are read") {
    using attrib::column;
    const auto none = reading_of({}).value();
    CHECK(attrib::text_of(none).empty());
    const auto reading = reading_of({"--set", "event_name=a=b", "--set", "currency=EUR", "--null",
                                     "-", "--null", "n/a", "--delimiter", "tab", "--time-unit",
                                     "ms", "--input-timezone", "Europe/Berlin"})
                             .value();
    CHECK(reading.constants ==
          attrib::column_constants{{column::event_name, "a=b"}, {column::currency, "EUR"}});
    CHECK(reading.null_texts == std::vector<std::string>{"-", "n/a"});
    CHECK(reading.delimiter == '\t');
    CHECK(reading.unit == attrib::time_unit::millisecond);
    CHECK(reading.zone->name() == "Europe/Berlin");
}

TEST_CASE("flags of reading say what is wrong with them") {
    using attrib::errc;
    check_refused_flag("--set", "event_name", errc::bad_mapping, "column=value");
    check_refused_flag("--set", "event_nam=x", errc::bad_mapping, "event_name");
    check_refused_flag("--set", "user_pseudo_id=x", errc::bad_mapping, "from the file");
    check_refused_flag("--delimiter", "ab", errc::invalid_option, "tab");
    check_refused_flag("--time-unit", "min", errc::invalid_option, "s, ms or us");
    check_refused_flag("--input-timezone", "Berlin", errc::unknown_time_zone, "Europe/Berlin");
}

TEST_CASE("what is given beside a mapping file wins over it, and adds to it") {
    const attrib::test::temporary_directory folder;
    const std::string file = folder.write(
        "m.json",
        R"({"map": {"a": "source", "b": "medium"}, "set": {"event_name": "x", "currency": "EUR"},
            "null": ["-"], "delimiter": ";", "time_unit": "s", "input_timezone": "Asia/Tokyo"})");
    const auto alone = reading_of({"--mapping", file}).value();
    CHECK(alone.renames == attrib::column_renames{{"a", "source"}, {"b", "medium"}});
    CHECK(alone.delimiter == ';');
    CHECK(alone.unit == attrib::time_unit::second);
    CHECK(alone.zone->name() == "Asia/Tokyo");
    const auto both =
        reading_of({"--mapping", file, "--map", "a=campaign", "--set", "currency=USD", "--null",
                    "?", "--delimiter", "|", "--time-unit", "us", "--input-timezone", "UTC"})
            .value();
    CHECK(both.renames == attrib::column_renames{{"a", "campaign"}, {"b", "medium"}});
    CHECK(both.constants == attrib::column_constants{{attrib::column::currency, "USD"},
                                                     {attrib::column::event_name, "x"}});
    CHECK(both.null_texts == std::vector<std::string>{"?", "-"});
    CHECK(both.delimiter == '|');
    CHECK(both.unit == attrib::time_unit::microsecond);
    CHECK(both.zone->name() == "UTC");
    CHECK(reading_of({"--mapping", folder.file("none")}).error().code ==
          attrib::errc::file_not_found);
}

TEST_CASE("own hosts may be given again, as hosts or URLs") {
    CHECK(reading_of({}).value().own_hosts.empty());
    const auto reading =
        reading_of({"--own-host", "Shop.example", "--own-host", "https://www.pay.example/checkout"})
            .value();
    CHECK(reading.own_hosts.hosts() == std::vector<std::string>{"shop.example", "pay.example"});
    check_refused_flag("--own-host", "/cart", attrib::errc::invalid_option, "shop.example");
    check_refused_flag("--own-host", "a.example,b.example", attrib::errc::invalid_option,
                       "a host is written as");
}
