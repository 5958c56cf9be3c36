#include <libattrib/http/report_query.hpp>
#include <libattrib/report/page_cursor.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

using enum parameter;

constexpr parameter_set all = parameters(from, to, parameter::model, conversion, currency, channel,
                                         campaign, limit, cursor, format, user);

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
        "from=2025-03-01&to=2025-03-16&model=last_click&conversion=purchase&currency=EUR&"
        "channel=Paid+Search&campaign=a%26b&limit=7&format=csv&user=ann&cursor=" +
        place);
    CHECK(to_string(*query.filter.from) == "2025-03-01");
    CHECK(to_string(*query.filter.to) == "2025-03-16");
    CHECK(query.filter.only == model::last_click);
    CHECK(query.filter.conversion == "purchase");
    CHECK(query.filter.currency == "EUR");
    CHECK(query.filter.channel == "Paid Search");
    CHECK(query.filter.campaign == "a&b");
    CHECK(query.filter.limit == 7);
    CHECK(query.filter.cursor == place);
    CHECK(query.is_csv == true);
    CHECK(query.user == "ann");
}

TEST_CASE("nothing asked is nothing set; null has a name") {
    const report_query none = read("");
    CHECK_FALSE((none.filter.from || none.filter.only || none.filter.limit || none.is_csv));
    CHECK(read("currency=(none)").filter.currency == "");
    CHECK(read("campaign=%28none%29").filter.campaign == "");
    CHECK(read("channel=(unattributed)").filter.channel == "");
    CHECK(read("channel=(none)").filter.channel == "(none)");
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
                                                          {"model", "linear"},
                                                          {"model", "Last_Click"},
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
                                                          {"user", ""}}) {
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
    for (const char* const message : {"", "no name", "`", "`x", "`nothing` known", "``"}) {
        INFO(message);
        const problem unnamed = problem_of_filter({errc::invalid_option, message}, "limit=1");
        CHECK(unnamed.status == 400);
        CHECK(unnamed.parameter.empty());
    }
}

}  // namespace attrib::test
