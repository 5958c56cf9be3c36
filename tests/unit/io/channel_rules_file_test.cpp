#include <libattrib/io/channel_rules_file.hpp>

#include <fstream>
#include <libattrib/core/blank.hpp>
#include <libattrib/core/utf8.hpp>
#include <set>
#include <tests/catch.hpp>

namespace attrib {
namespace {

using Catch::Matchers::Contains;

constexpr std::string_view rule_header =
    "position,channel,source_category,source_pattern,medium_pattern,campaign_pattern\n";
constexpr std::string_view source_header = "source,category\n";

result<channel_rules> parse(std::string_view rules, std::string_view sources) {
    return parse_channel_rules({"mine.csv", rules}, {"sources.csv", sources});
}

std::string problem(std::string_view rules, std::string_view sources) {
    const auto parsed = parse(std::string(rule_header) + std::string(rules),
                              std::string(source_header) + std::string(sources));
    if (parsed) return {};
    CHECK(parsed.error().code == errc::bad_rules);
    return parsed.error().message;
}

std::string problem_of_header(std::string_view header) {
    const auto parsed = parse(header, source_header);
    return parsed ? std::string{} : parsed.error().message;
}

TEST_CASE("rules are read in their order") {
    const auto parsed = parse(std::string(rule_header) + "1,A,search,^s$,m,c\n2,\"B, b\",,,,\n",
                              "\xef\xbb\xbf" + std::string(source_header) + "Google,search\n");
    REQUIRE(parsed);
    REQUIRE(parsed->rules.size() == 2);
    CHECK(parsed->rules[0].source_category == "search");
    CHECK(parsed->rules[0].source_pattern == "^s$");
    CHECK(parsed->rules[0].medium_pattern == "m");
    CHECK(parsed->rules[0].campaign_pattern == "c");
    CHECK(parsed->rules[1].channel == "B, b");
    CHECK(parsed->source_categories.at("google") == "search");
}

TEST_CASE("a rule table names the conditions it uses, in any order") {
    const auto parsed = parse(
        "referrer_pattern,channel,position,click_id_pattern\nexample,A,1,gclid\n", source_header);
    REQUIRE(parsed);
    CHECK(parsed->rules[0].referrer_pattern == "example");
    CHECK(parsed->rules[0].click_id_pattern == "gclid");
    CHECK_THAT(problem_of_header("position,chanel\n"),
               Contains("mine.csv: line 1: there is no column 'chanel'"));
    CHECK_THAT(problem_of_header("position\n"), Contains("no column channel"));
    CHECK_THAT(problem_of_header("channel\n"), Contains("no column position"));
    CHECK_THAT(problem_of_header("position,channel,channel\n"), Contains("twice"));
    CHECK_THAT(problem_of_header(""), Contains("no header"));
}

TEST_CASE("a wrong table is refused with its line") {
    CHECK_THAT(problem("2,A,,,,\n", ""), Contains("mine.csv: line 2: position"));
    CHECK_THAT(problem("1,A,,,,\n1,B,,,,\n", ""), Contains("line 3"));
    CHECK_THAT(problem("1,,,,,\n", ""), Contains("channel is empty"));
    CHECK_THAT(problem("1,A,,\n", ""), Contains("6 values"));
    CHECK_THAT(problem("1,A,,,,\"x\n", ""), Contains("line 2"));
    CHECK_THAT(problem("1,A,serach,,,\n", "a,search\n"),
               Contains("line 2: no source has the category 'serach'"));
    CHECK_THAT(problem("1,A,,,,\n2,B,,(,,\n", ""), Contains("line 3: a pattern cannot be used"));
    CHECK_THAT(problem("", "a,search\n\nA,social\n"),
               Contains("sources.csv: line 4") && Contains("twice"));
    CHECK_THAT(problem("", "a,\n"), Contains("empty"));
    CHECK(parse(rule_header, "").has_error());
    CHECK(read_channel_rules("/no/such/file.csv", {}).error().code == errc::file_not_found);
}

TEST_CASE("a rule says whether its channel is paid; else our own rules do") {
    const auto parsed =
        parse("paid,position,channel\ntrue,1,Mine\nfalse,2,Display\n,3,Paid Search\n,4,Mine too\n",
              source_header);
    REQUIRE(parsed);
    CHECK(parsed->rules[0].is_paid);
    CHECK_FALSE(parsed->rules[1].is_paid);
    CHECK(parsed->rules[2].is_paid);
    CHECK_FALSE(parsed->rules[3].is_paid);
    CHECK(paid_channels(*parsed) == std::vector<std::string>{"Mine", "Paid Search"});
    CHECK(paid_channels(
              parse("position,channel\n1,Cross-network\n2,Email\n", source_header).value()) ==
          std::vector<std::string>{"Cross-network"});
    const auto wrong = parse("position,channel,paid\n1,A,yes\n", source_header);
    REQUIRE(wrong.has_error());
    CHECK_THAT(wrong.error().message,
               Contains("mine.csv: line 2: paid is 'yes' and must be true or false"));
}

TEST_CASE("our paid channels are those of paid media and clicks, and Display and Cross-network") {
    CHECK(paid_channels(default_channel_rules()) ==
          std::vector<std::string>{"Cross-network", "Display", "Paid Other", "Paid Search",
                                   "Paid Shopping", "Paid Social", "Paid Video"});
    for (const channel_rule& rule : default_channel_rules().rules)
        if (rule.medium_pattern == "^(.*cp.*|ppc|retargeting|paid.*)$") CHECK(rule.is_paid);
}

TEST_CASE("our rules work with any table of sources") {
    const std::string ours = rules_csv_of(default_channel_rules());
    const auto parsed = parse(ours, "source,category\nshop.example,shopping\n");
    REQUIRE(parsed);
    CHECK(parsed->rules.size() == default_channel_rules().rules.size());
}

TEST_CASE("tables that are written are read again") {
    const channel_rules rules = default_channel_rules();
    const auto again = parse(rules_csv_of(rules), sources_csv_of(rules)).value();
    CHECK(again.rules.size() == rules.rules.size());
    CHECK(rules_csv_of(again) == rules_csv_of(rules));
    CHECK(again.source_categories == rules.source_categories);
}

TEST_CASE("the table of sources is sorted, in lower case and of known categories") {
    const channel_rules rules = default_channel_rules();
    std::ifstream file("models/seeds/channel_sources.csv");
    REQUIRE(file);
    std::string line;
    std::getline(file, line);
    CHECK(line == "source,category");
    std::string last;
    std::size_t rows = 0;
    while (std::getline(file, line)) {
        INFO(line);
        const std::size_t comma = line.rfind(',');
        const std::string source = line.substr(0, comma);
        CHECK(last < source);
        CHECK(source == ascii_lower(trimmed(source)));
        CHECK(source.find_first_of("\"/:?#") == std::string::npos);
        const std::set<std::string> categories{"search",    "social",  "video", "shopping",
                                               "assistant", "payment", "mail",  "other"};
        CHECK(categories.contains(line.substr(comma + 1)));
        CHECK(rules.source_categories.at(source) == line.substr(comma + 1));
        last = source;
        ++rows;
    }
    CHECK(rows == rules.source_categories.size());
}

TEST_CASE("the default tables compile and are the tables of models/seeds") {
    CHECK(default_channel_rules().rules.size() > 27);
    const channel_classifier classifier = default_channel_classifier();
    CHECK(classifier.classify({"google", "cpm", ""}).channel == "Paid Search");
    CHECK(classifier.classify({"somewhere", "cpm", ""}).channel == "Display");
    CHECK(classifier.classify({"", "", ""}).channel == "Direct");
}

}  // namespace
}  // namespace attrib
