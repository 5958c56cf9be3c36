#include <apps/console/attribution_flags.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/variables_map.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace {

namespace po = boost::program_options;
using attrib::console::attribution_flags;

void parse(attribution_flags& flags, const std::vector<std::string>& arguments) {
    po::options_description options;
    flags.add_to(options);
    po::variables_map given;
    po::store(po::command_line_parser(arguments).options(options).run(), given);
    po::notify(given);
}

attrib::result<attrib::attribution_options> options_of(const std::vector<std::string>& arguments) {
    attribution_flags flags;
    parse(flags, arguments);
    return flags.attribution();
}

}  // namespace

TEST_CASE("without flags the defaults of the specification hold") {
    const auto options = options_of({}).value();
    CHECK(options.lookback.count() == 1'209'600'000'000);
    CHECK(options.session_timeout.count() == 1'800'000'000);
    CHECK(options.conversions == std::vector<std::string>{"purchase"});
    CHECK(options.zone.name() == "UTC");
}

TEST_CASE("flags set what they name") {
    const auto options =
        options_of({"--lookback-days", "7", "--session-timeout-minutes", "5", "--timezone",
                    "Europe/Berlin", "--conversion", "sign_up", "--conversion", "purchase"})
            .value();
    CHECK(options.lookback == std::chrono::days{7});
    CHECK(options.session_timeout == std::chrono::minutes{5});
    CHECK(options.conversions == std::vector<std::string>{"sign_up", "purchase"});
    CHECK(options.zone.name() == "Europe/Berlin");
}

TEST_CASE("a lookback of nothing and of ten years are the limits") {
    CHECK(options_of({"--lookback-days=0"}).value().lookback.count() == 0);
    CHECK(options_of({"--lookback-days=3650"}).value().lookback == std::chrono::days{3650});
    CHECK_THROWS_AS(options_of({"--lookback-days=-1"}), attrib::failure);
    CHECK_THROWS_AS(options_of({"--lookback-days=3651"}), attrib::failure);
    CHECK(options_of({"--session-timeout-minutes=0"}).value().session_timeout.count() == 0);
    CHECK_THROWS_AS(options_of({"--session-timeout-minutes=-1"}), attrib::failure);
}

TEST_CASE("a wrong zone or an empty conversion is an error of the command line") {
    CHECK(options_of({"--timezone=Mars/Base"}).error().code == attrib::errc::unknown_time_zone);
    CHECK(options_of({"--conversion", ""}).error().code == attrib::errc::invalid_option);
}

TEST_CASE("all models are there until some are chosen, those of a file besides the shipped ones") {
    using attrib::model_instance;
    CHECK(options_of({}).value().models == attrib::shipped_models());
    CHECK(options_of({}).value().journey_window == std::chrono::days{90});
    CHECK(options_of({"--journey-days=30"}).value().journey_window == std::chrono::days{30});
    CHECK_THROWS_AS(options_of({"--journey-days=0"}), attrib::failure);
    const attrib::test::temporary_directory folder;
    const std::string file =
        folder.write("m.json", R"([{"name": "mine", "rule": "linear", "direct": "skip"}])");
    const auto all = options_of({"--models", file}).value().models;
    REQUIRE(all.size() == attrib::shipped_models().size() + 1);
    CHECK(all.back().name == "mine");
    const auto some =
        options_of({"--models", file, "--model", "mine", "--model", "linear"}).value().models;
    REQUIRE(some.size() == 2);
    CHECK(some[0].skips_direct);
    CHECK(some[1].name == "linear");
    for (const std::vector<std::string>& wrong :
         {std::vector<std::string>{"--model", "mine"}, {"--model", "linear", "--model", "linear"}})
        CHECK(options_of(wrong).error().code == attrib::errc::bad_models);
    CHECK_FALSE(options_of({"--models", folder.file("none.json")}).has_value());
}

TEST_CASE("threads are at least one, and all cores when nothing is said") {
    attribution_flags silent;
    parse(silent, {});
    CHECK(silent.threads() >= 1);
    attribution_flags three;
    parse(three, {"--threads", "3"});
    CHECK(three.threads() == 3);
    attribution_flags none;
    CHECK_THROWS_AS(parse(none, {"--threads=0"}), attrib::failure);
}
