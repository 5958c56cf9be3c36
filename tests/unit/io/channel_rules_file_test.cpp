#include <libattrib/io/channel_rules_file.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

using Catch::Matchers::Contains;

constexpr std::string_view rule_header =
    "position,channel,source_category,source_pattern,medium_pattern,campaign_pattern\n";
constexpr std::string_view source_header = "source,category\n";

std::string problem(std::string_view rules, std::string_view sources) {
    const auto parsed = parse_channel_rules(std::string(rule_header) + std::string(rules),
                                            std::string(source_header) + std::string(sources));
    if (parsed) return {};
    CHECK(parsed.error().code == errc::bad_rules);
    return parsed.error().message;
}

TEST_CASE("rules are read in their order") {
    const auto parsed =
        parse_channel_rules(std::string(rule_header) + "1,A,search,^s$,m,c\n2,\"B, b\",,,,\n",
                            std::string(source_header) + "google,search\n");
    REQUIRE(parsed);
    REQUIRE(parsed->rules.size() == 2);
    CHECK(parsed->rules[0].source_category == "search");
    CHECK(parsed->rules[0].source_pattern == "^s$");
    CHECK(parsed->rules[0].medium_pattern == "m");
    CHECK(parsed->rules[0].campaign_pattern == "c");
    CHECK(parsed->rules[1].channel == "B, b");
    CHECK(parsed->source_categories.at("google") == "search");
}

TEST_CASE("a wrong table is refused with its line") {
    CHECK_THAT(problem("2,A,,,,\n", ""), Contains("line 2") && Contains("position"));
    CHECK_THAT(problem("1,A,,,,\n1,B,,,,\n", ""), Contains("line 3"));
    CHECK_THAT(problem("1,,,,,\n", ""), Contains("channel is empty"));
    CHECK_THAT(problem("1,A,,\n", ""), Contains("6 values"));
    CHECK_THAT(problem("1,A,,,,\"x\n", ""), Contains("line 2"));
    CHECK_THAT(problem("", "a,search\n\na,social\n"), Contains("line 4") && Contains("twice"));
    CHECK(parse_channel_rules("wrong\n", source_header).has_error());
    CHECK(parse_channel_rules(rule_header, "").has_error());
}

TEST_CASE("the default tables compile and are the tables of models/seeds") {
    CHECK(default_channel_rules().rules.size() == 27);
    const channel_classifier classifier = default_channel_classifier();
    CHECK(classifier.classify("google", "cpm", "") == "Paid Search");
    CHECK(classifier.classify("somewhere", "cpm", "") == "Display");
    CHECK(classifier.classify("", "", "") == "Direct");
}

}  // namespace
}  // namespace attrib
