#include <apps/console/channel_flags.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/variables_map.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::console {
namespace {

result<channel_rules> given(const std::vector<std::string>& arguments) {
    namespace po = boost::program_options;
    channel_flags flags;
    po::options_description options;
    flags.add_to(options);
    po::variables_map values;
    po::store(po::command_line_parser(arguments).options(options).run(), values);
    po::notify(values);
    return flags.rules();
}

}  // namespace

TEST_CASE("without a file the rules are the default ones") {
    CHECK(rules_csv_of(given({}).value()) == rules_csv_of(default_channel_rules()));
}

TEST_CASE("a file takes the place of one table, the other stays") {
    const test::temporary_directory folder;
    const std::string rules =
        folder.write("rules.csv", "position,channel,source_category\n1,Seek,search\n");
    const auto read = given({"--channel-rules", rules}).value();
    CHECK(read.rules.size() == 1);
    CHECK(read.source_categories == default_channel_rules().source_categories);
    const std::string sources = folder.write("sources.csv", "source,category\nx,search\n");
    const auto both = given({"--channel-rules", rules, "--channel-sources", sources}).value();
    CHECK(both.source_categories.size() == 1);
}

TEST_CASE("a file with an error is refused with its name and line") {
    const test::temporary_directory folder;
    const std::string rules = folder.write("rules.csv", "position,channel\n1,A\n1,B\n");
    const auto read = given({"--channel-rules", rules});
    REQUIRE(read.has_error());
    CHECK(read.error().code == errc::bad_rules);
    CHECK(read.error().message.starts_with(rules + ": line 3: "));
}

}  // namespace attrib::console
