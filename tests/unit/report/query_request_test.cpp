#include <libattrib/report/query_request.hpp>

#include <libattrib/core/error.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

using days_pair = std::pair<calendar_day, calendar_day>;

query_request read_query(const char* asked) { return query_of(json::parse(asked)); }

calendar_day date_of(int year, unsigned month, unsigned of_month) {
    return std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) /
                                 static_cast<int>(of_month)};
}

// The member that is refused.
std::string refused_member(const char* asked) {
    try {
        static_cast<void>(read_query(asked));
    } catch (const failure& failed) {
        CHECK(failed.code() == errc::invalid_option);
        const std::string message = failed.what();
        CHECK(message.find("; there are: ") != std::string::npos);
        return message.substr(1, message.find('`', 1) - 1);
    }
    return "nothing";
}

}  // namespace

TEST_CASE("an empty query measures conversions") {
    const query_request asked = read_query("{}");
    CHECK(asked.metrics == std::vector{query_metric::conversions});
    CHECK(asked.grouped_by().empty());
    CHECK(asked.columns().empty());
    CHECK(asked.is_by_model());
    CHECK_FALSE(asked.is_by_session());
    CHECK_FALSE(asked.by_currency);
    CHECK(query_json(asked)["metrics"] == json{"conversions"});
}

TEST_CASE("a query has its metrics, dimensions and days") {
    const query_request asked = read_query(
        R"({"metrics": ["conversions", "days_to_convert"], "dimensions": ["source_medium",)"
        R"( "touch_no"], "interval": "week", "models": ["linear"], "from": "2025-03-01",)"
        R"( "to": "2025-03-08", "lookback_days": 30, "direct": "skip", "conversion": "purchase",)"
        R"( "currency": "EUR", "limit": 5, "cursor": "10",)"
        R"( "order_by": [["conversions", "desc", "linear"], ["source", "asc"]],)"
        R"( "filters": [["is", "country", ["DE"]]]})");
    CHECK(asked.columns() == std::vector<std::string>{"date", "source", "medium", "touch_no"});
    CHECK(asked.filter.models == std::vector<std::string>{"linear"});
    CHECK(asked.filter.from == date_of(2025, 3, 1));
    CHECK(asked.filter.to == date_of(2025, 3, 8));
    CHECK(asked.filter.lookback_days == 30);
    CHECK(asked.filter.skips_direct == true);
    CHECK(asked.filter.only.conversion_name == "purchase");
    CHECK(asked.filter.only.currency == "EUR");
    CHECK(asked.filter.limit == 5U);
    CHECK(asked.filter.cursor == "10");
    REQUIRE(asked.order.size() == 2);
    CHECK(asked.order[0].model == "linear");
    CHECK(asked.order[0].is_descending);
    CHECK(asked.filter.only.where.is_about_touches());
    CHECK(query_json(asked)["filters"] == json::parse(R"([["is", "country", ["DE"]]])"));
    CHECK(query_of(query_json(read_query(R"({"interval": "day"})"))).interval == dimension::day);
}

TEST_CASE("money has a currency") {
    CHECK(read_query(R"({"metrics": ["revenue"], "dimensions": ["channel"]})").columns() ==
          std::vector<std::string>{"channel", "currency"});
    CHECK(read_query(R"({"dimensions": ["currency", "channel"]})").columns() ==
          std::vector<std::string>{"channel", "currency"});
    CHECK(read_query(R"q({"currency": "(none)"})q").filter.only.currency == "");
    CHECK(read_query(R"({"currency": null})").filter.only.currency == "");
}

TEST_CASE("days are compared with those before, a year before, or others") {
    const auto days_for = [](const char* asked, calendar_day from, calendar_day to) {
        return read_query(asked).compare.value().days_for(from, to);
    };
    const char* const previous = R"({"compare": "previous"})";
    const char* const last_year = R"({"compare": "same_days_last_year"})";
    CHECK(days_for(previous, date_of(2025, 3, 8), date_of(2025, 3, 15)) ==
          days_pair(date_of(2025, 3, 1), date_of(2025, 3, 8)));
    CHECK(days_for(last_year, date_of(2025, 3, 8), date_of(2025, 3, 15)) ==
          days_pair(date_of(2024, 3, 8), date_of(2024, 3, 15)));
    CHECK(days_for(last_year, date_of(2024, 2, 29), date_of(2024, 3, 2)) ==
          days_pair(date_of(2023, 2, 28), date_of(2023, 3, 2)));
    CHECK(days_for(R"({"compare": {"from": "2025-01-01", "to": "2025-02-01"}})",
                   date_of(2025, 3, 8),
                   date_of(2025, 3, 15)) == days_pair(date_of(2025, 1, 1), date_of(2025, 2, 1)));
}

TEST_CASE("queries that cannot be are refused with the member") {
    CHECK(refused_member(R"([])") == "query");
    CHECK(refused_member(R"({"metrik": ["x"]})") == "metrik");
    CHECK(refused_member(R"({"metrics": []})") == "metrics");
    CHECK(refused_member(R"({"metrics": "conversions"})") == "metrics");
    CHECK(refused_member(R"({"metrics": ["clicks"]})") == "metrics");
    CHECK(refused_member(R"({"metrics": ["users", "users"]})") == "metrics");
    CHECK(refused_member(R"({"metrics": ["users", "revenue"]})") == "metrics");
    CHECK(refused_member(R"({"metrics": ["users"], "dimensions": ["currency"]})") == "metrics");
    CHECK(refused_member(R"({"metrics": ["users"], "dimensions": ["touch_no"]})") == "dimensions");
    CHECK(refused_member(R"({"metrics": ["users"], "dimensions": ["visitor"]})") == "nothing");
    CHECK(refused_member(R"({"metrics": ["users"], "filters": [["null", "visitor"]]})") ==
          "nothing");
    CHECK(refused_member(R"({"dimensions": ["a"]})") == "dimensions");
    CHECK(refused_member(R"({"dimensions": ["day"]})") == "dimensions");
    CHECK(refused_member(R"({"dimensions": ["channel", "channel"]})") == "dimensions");
    CHECK(refused_member(R"({"dimensions": ["channel", "source", "medium", "country"]})") ==
          "dimensions");
    CHECK(refused_member(R"({"interval": "year"})") == "interval");
    CHECK(refused_member(R"({"from": "2025-13-01"})") == "from");
    CHECK(refused_member(R"({"to": 1})") == "to");
    CHECK(refused_member(R"({"compare": "next"})") == "compare");
    CHECK(refused_member(R"({"compare": {"from": "2025-01-02", "to": "2025-01-02"}})") ==
          "compare");
    CHECK(refused_member(R"({"order_by": [["conversions"]]})") == "order_by");
    CHECK(refused_member(R"({"order_by": [["conversions", "up"]]})") == "order_by");
    CHECK(refused_member(R"({"limit": 0})") == "limit");
    CHECK(refused_member(R"({"limit": 10001})") == "limit");
    CHECK(refused_member(R"({"limit": 1.5})") == "limit");
    CHECK(refused_member(R"({"lookback_days": 91})") == "lookback_days");
    CHECK(refused_member(R"({"direct": "drop"})") == "direct");
    CHECK(refused_member(R"({"cursor": ""})") == "cursor");
    CHECK(refused_member(R"({"filters": {}})") == "filters");
}

}  // namespace attrib::test
