#include <apps/console/map_flags.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/variables_map.hpp>
#include <tests/catch.hpp>

namespace {

namespace po = boost::program_options;

attrib::result<attrib::column_renames> renames_of(const std::vector<std::string>& maps) {
    attrib::console::map_flags flags;
    po::options_description options;
    flags.add_to(options);
    std::vector<std::string> arguments;
    for (const std::string& map : maps) arguments.insert(arguments.end(), {"--map", map});
    po::variables_map given;
    po::store(po::command_line_parser(arguments).options(options).run(), given);
    po::notify(given);
    return flags.renames();
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
