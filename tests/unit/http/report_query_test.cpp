#include <libattrib/http/report_query.hpp>
#include <libattrib/report/page_cursor.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

using enum parameter;

constexpr parameter_set all =
    parameters(from, to, models, conversion, currency, channel, source, medium, campaign,
               landing_page, device_category, country, lookback_days, direct, by, limit, cursor,
               format, bom, user, contains, starts_with, ends_with, min_length, max_length);

report_query read(std::string_view query) {
    report_query out;
    const auto wrong = read_query(query, all, out);
    INFO(query);
    REQUIRE_FALSE(wrong);
    return out;
}

}  // namespace

TEST_CASE("every parameter goes to its place") {
    const std::string place = cursor_text({{at("2025-03-15T10:00:00Z"), "ann", 7}, 1});
    const report_query query = read(
        "from=2025-03-01&to=2025-03-16&models=last_click,my%2Dmodel&conversion=purchase&currency="
        "EUR&"
        "channel=Paid+Search&source=s&medium=m&campaign=a%26b&landing_page=/p&device_category=d&"
        "country=DE&lookback_days=30&direct=skip&by=source_medium&limit=7&format=csv&bom=true&user="
        "ann&"
        "cursor=" +
        place);
    CHECK(to_string(*query.filter.from) == "2025-03-01");
    CHECK(to_string(*query.filter.to) == "2025-03-16");
    CHECK(query.filter.models == std::vector<std::string>{"last_click", "my-model"});
    CHECK(query.filter.only.conversion_name == "purchase");
    CHECK(query.filter.only.currency == "EUR");
    const char* const values[] = {"Paid Search", "s", "m", "a&b", "/p", "d", "DE"};
    for (std::size_t i = 0; i < touch_column_count; ++i)
        CHECK(query.filter.only.touch[i] == values[i]);
    CHECK(query.filter.lookback_days == 30);
    CHECK(query.filter.skips_direct == true);
    CHECK(query.filter.by == dimension::source_medium);
    CHECK(query.filter.limit == 7);
    CHECK(query.filter.cursor == place);
    CHECK(query.is_csv == true);
    CHECK(query.has_byte_order_mark);
    CHECK(query.user == "ann");
}

TEST_CASE("nothing asked is nothing set; null has a name") {
    const report_query none = read("");
    CHECK_FALSE((none.filter.from || none.filter.limit || none.is_csv));
    CHECK_FALSE((none.filter.lookback_days || none.filter.skips_direct));
    CHECK_FALSE(none.filter.only.is_about_touches());
    CHECK(none.filter.models.empty());
    CHECK_FALSE(none.filter.by);
    CHECK_FALSE(none.filter.paths.has_values());
    CHECK_FALSE((none.filter.paths.min_length || none.filter.paths.max_length));
    CHECK(read("currency=(none)").filter.only.currency == "");
    const auto touch = [](const char* query, touch_column column) {
        return read(query).filter.only.touch[static_cast<std::size_t>(column)];
    };
    CHECK(touch("campaign=%28none%29", touch_column::campaign) == "");
    CHECK(touch("country=(none)", touch_column::country) == "");
    CHECK(touch("channel=(unattributed)", touch_column::channel) == "");
    CHECK(touch("channel=(none)", touch_column::channel) == "(none)");
    const path_selection paths =
        read(
            "contains=a&contains=(none)&starts_with=b+%3E&ends_with=(none)&min_length=1&"
            "max_length=1000000&contains=a")
            .filter.paths;
    CHECK(paths.contains == std::vector<std::string>{"a", "", "a"});
    CHECK(paths.starts_with == "b >");
    CHECK(paths.ends_with == "");
    CHECK(paths.min_length == 1);
    CHECK(paths.max_length == 1'000'000);
    CHECK(read("direct=keep").filter.skips_direct == false);
    CHECK(read("by=currency").filter.by == dimension::none);
    CHECK(read("lookback_days=1").filter.lookback_days == 1);
    CHECK(read("lookback_days=90").filter.lookback_days == 90);
}

TEST_CASE("a wrong value: 400 that says which, what was given and what is allowed") {
    const std::string long_text(1025, 'a');
    for (const auto& [name, value] :
         std::vector<std::pair<std::string, std::string>>{{"from", ""},
                                                          {"from", "2025-3-1"},
                                                          {"from", "2025-02-30"},
                                                          {"from", "yesterday"},
                                                          {"to", "2025-13-01"},
                                                          {"to", "2025-03-01T00:00:00Z"},
                                                          {"models", ""},
                                                          {"models", ","},
                                                          {"models", "linear,"},
                                                          {"models", ",linear"},
                                                          {"models", "linear,,shapley"},
                                                          {"models", long_text},
                                                          {"lookback_days", ""},
                                                          {"lookback_days", "0"},
                                                          {"lookback_days", "91"},
                                                          {"lookback_days", "-1"},
                                                          {"lookback_days", "1.5"},
                                                          {"lookback_days", "7d"},
                                                          {"direct", ""},
                                                          {"direct", "Skip"},
                                                          {"by", ""},
                                                          {"by", "user"},
                                                          {"by", "Channel"},
                                                          {"by", "channel,source"},
                                                          {"source", ""},
                                                          {"country", long_text},
                                                          {"conversion", ""},
                                                          {"conversion", long_text},
                                                          {"currency", ""},
                                                          {"channel", ""},
                                                          {"campaign", long_text},
                                                          {"limit", "0"},
                                                          {"limit", "1001"},
                                                          {"limit", "-1"},
                                                          {"limit", "1e2"},
                                                          {"limit", "1 "},
                                                          {"limit", "99999999999999999999999"},
                                                          {"cursor", ""},
                                                          {"format", "xml"},
                                                          {"format", ""},
                                                          {"bom", "yes"},
                                                          {"user", ""},
                                                          {"contains", ""},
                                                          {"starts_with", long_text},
                                                          {"ends_with", ""},
                                                          {"min_length", "0"},
                                                          {"min_length", "2.5"},
                                                          {"max_length", "1000001"},
                                                          {"max_length", "-1"}}) {
        INFO(name << '=' << value);
        report_query out;
        const auto wrong = read_query(name + "=" + value, all, out);
        REQUIRE(wrong);
        CHECK(wrong->status == 400);
        CHECK(wrong->parameter == name);
        CHECK(wrong->given == value);
        CHECK_FALSE(wrong->allowed.empty());
    }
}

TEST_CASE("a parameter that is not there, given twice, or not encoded") {
    report_query out;
    const auto unknown = read_query("form=2025-03-01", parameters(from, to), out);
    REQUIRE(unknown);
    CHECK(unknown->parameter == "form");
    CHECK(unknown->allowed == "from, to");
    CHECK(read_query("limit=1", parameters(from, to), out)->parameter == "limit");
    CHECK(read_query("x", parameters(), out)->allowed == "no parameters");
    CHECK(read_query("FROM=2025-03-01", all, out)->parameter == "FROM");
    const auto twice = read_query("limit=1&limit=1", all, out);
    REQUIRE(twice);
    CHECK(twice->parameter == "limit");
    CHECK(read_query("limit=%zz", all, out)->status == 400);
    CHECK(read_query("limit=%00", all, out)->status == 400);
}

TEST_CASE("a parameter that must be given is named when it is not") {
    report_query out;
    const auto wrong = read_query("limit=1", all, out, parameters(by));
    REQUIRE(wrong);
    CHECK(wrong->status == 400);
    CHECK(wrong->parameter == "by");
    CHECK_THAT(wrong->allowed, Catch::Matchers::Contains("device_category"));
    CHECK_FALSE(read_query("by=week", all, out, parameters(by)));
}

TEST_CASE("a range that is empty or backwards names `to`") {
    for (const char* const query :
         {"from=2025-03-01&to=2025-03-01", "to=2025-03-01&from=2025-03-02"}) {
        INFO(query);
        report_query out;
        const auto wrong = read_query(query, all, out);
        REQUIRE(wrong);
        CHECK(wrong->status == 400);
        CHECK(wrong->parameter == "to");
        CHECK_FALSE(wrong->allowed.empty());
    }
}

TEST_CASE("what a report finds wrong names the parameter that its message does") {
    const failure failed(errc::invalid_option, "`cursor` is none of ours");
    const problem named = problem_of_filter(failed, "limit=1&cursor=a%20b");
    CHECK(named.status == 400);
    CHECK(named.parameter == "cursor");
    CHECK(named.given == "a b");
    CHECK_FALSE(named.allowed.empty());
    CHECK(named.detail == failed.what());
    const problem listed = problem_of_filter(
        {errc::invalid_option, "`models` names no model: x; there are: a, b"}, "models=x");
    CHECK(listed.parameter == "models");
    CHECK(listed.given == "x");
    CHECK(listed.allowed == "a, b");
    for (const char* const message : {"", "no name", "`", "`x", "`nothing` known", "``"}) {
        INFO(message);
        const problem unnamed = problem_of_filter({errc::invalid_option, message}, "limit=1");
        CHECK(unnamed.status == 400);
        CHECK(unnamed.parameter.empty());
    }
}

}  // namespace attrib::test
