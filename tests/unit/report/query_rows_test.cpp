// Rows and totals of queries that have a name.
#include <libattrib/report/detail/credit_totals.hpp>
#include <libattrib/report/detail/named_query.hpp>
#include <libattrib/report/detail/query_rows.hpp>
#include <limits>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t one = 1'000'000;

credit_amount of(std::int64_t credit, std::int64_t revenue) {
    return {money{credit}, money{revenue}};
}

credited_group row(std::vector<std::optional<std::string>> values, const currency_name& currency,
                   std::vector<credit_amount> amounts, bool is_attributed = true) {
    return {{std::move(values), currency, is_attributed}, std::move(amounts)};
}

query_request by_source_medium() {
    query_request asked = credit_query({});
    asked.dimensions = {dimension::source_medium};
    asked.order = std::vector{query_order{"currency"}, query_order{"revenue", true}};
    asked.keeps_largest = true;
    return asked;
}

query_request by_channel_with_shares() {
    query_request asked = credit_query({});
    asked.metrics.push_back(query_metric::conversions_share);
    asked.metrics.push_back(query_metric::revenue_share);
    asked.dimensions = {dimension::channel};
    return asked;
}

json page_of(const query_request& asked, const std::vector<std::string>& models,
             const std::vector<credited_group>& groups) {
    std::vector<queried_days> days;
    days.push_back({{}, {}, {asked, models.size()}, {asked, models.size()}});
    days[0].table.add(groups);
    json page;
    query_rows(asked, models, days, {}).put_page(page);
    return page;
}

json totals_of(const std::vector<std::string>& models, const std::vector<credited_group>& groups) {
    const query_request asked = credit_query({});
    query_table table(asked, models.size());
    table.add(groups);
    json answer = json::object();
    put_credit_totals(table, models, answer);
    return answer;
}

// `currency source medium` of each group of a page.
std::string told(const json& page, std::size_t models) {
    std::string text;
    for (std::size_t i = 0; i < page["data"].size(); i += models) {
        const auto put = [&](const char* column, const char* after) {
            const json& value = page["data"][i][column];
            text += (value.is_null() ? "-" : value.get<std::string>()) + after;
        };
        put("currency", " ");
        put("source", " ");
        put("medium", ", ");
    }
    return text;
}

}  // namespace

TEST_CASE("each group has a row of each model, zeros where it gives nothing") {
    query_request asked = by_channel_with_shares();
    asked.order = std::vector{query_order{"channel"}};
    const json page = page_of(asked, {"first_click", "linear"},
                              {row({"Email"}, "EUR", {of(3 * one, 300'001), of(0, 0)}),
                               row({std::nullopt}, "EUR", {of(0, 0), of(one, -100'000)}, false)});
    const json& rows = page["data"];
    REQUIRE(rows.size() == 4);
    CHECK(rows[0].dump() ==
          R"({"model":"first_click","channel":"Email","currency":"EUR","conversions":"3",)"
          R"("revenue":"0.300001","conversions_share":1.0,"revenue_share":1.0})");
    CHECK(rows[1].dump() ==
          R"({"model":"linear","channel":"Email","currency":"EUR","conversions":"0",)"
          R"("revenue":"0.00","conversions_share":0.0,"revenue_share":0.0})");
    CHECK(rows[3].dump() ==
          R"({"model":"linear","channel":null,"currency":"EUR","conversions":"1",)"
          R"("revenue":"-0.10","conversions_share":1.0,"revenue_share":1.0})");
}

TEST_CASE("shares are of a model's sums in the currency, with six decimals, null of nothing") {
    query_request asked = by_channel_with_shares();
    asked.order = std::vector{query_order{"currency"}, query_order{"channel"}};
    const json rows = page_of(asked, {"first_click", "linear"},
                              {row({"A"}, "EUR", {of(one, one), of(0, 0)}),
                               row({"B"}, "EUR", {of(2 * one, 2 * one), of(0, 0)}),
                               row({"A"}, "USD", {of(one, one), of(one, 0)})})["data"];
    CHECK(rows[0]["conversions_share"].dump() == "0.333333");
    CHECK(rows[0]["revenue_share"].dump() == "0.333333");
    CHECK(rows[1]["conversions_share"].is_null());
    CHECK(rows[1]["revenue_share"].is_null());
    CHECK(rows[4]["revenue_share"] == 1.0);
    CHECK(rows[5]["conversions_share"] == 1.0);
    CHECK(rows[5]["revenue_share"].is_null());
}

TEST_CASE("currencies stay apart, by name, the one without a name last") {
    const json answer = totals_of({"first_click", "last_click"},
                                  {row({}, std::nullopt, {of(one, one), of(0, 0)}),
                                   row({}, "USD", {of(0, 0), of(2 * one, 2 * one)}, false),
                                   row({}, "EUR", {of(4 * one, 4 * one), of(0, 0)}),
                                   row({}, "EUR", {of(8 * one, 8 * one), of(0, 0)}, false)});
    const json& totals = answer["totals"];
    REQUIRE(totals.size() == 6);
    CHECK(totals[0].dump() ==
          R"({"model":"first_click","currency":"EUR","conversions":"12","revenue":"12.00",)"
          R"("attributed":{"conversions":"4","revenue":"4.00"},)"
          R"("unattributed":{"conversions":"8","revenue":"8.00"}})");
    CHECK(totals[1]["model"] == "last_click");
    CHECK(totals[1]["conversions"] == "0");
    CHECK(totals[2]["currency"] == "USD");
    CHECK(totals[2]["conversions"] == "0");
    CHECK(totals[4]["currency"].is_null());
    CHECK(totals[4]["conversions"] == "1");
    CHECK(answer["conversions"].dump() ==
          R"([{"model":"first_click","conversions":"13","attributed":"5","unattributed":"8"},)"
          R"({"model":"last_click","conversions":"2","attributed":"0","unattributed":"2"}])");
}

TEST_CASE("groups stand by currency, then by the last model's revenue, then by value") {
    const std::vector<credited_group> given{
        row({"small", "x"}, "EUR", {of(one, 9 * one), of(one, 1)}),
        row({"b", "x"}, "EUR", {of(one, one), of(one, 5)}),
        row({"a", std::nullopt}, "EUR", {of(one, one), of(one, 5)}),
        row({"a", "x"}, "EUR", {of(one, one), of(one, 5)}),
        row({std::nullopt, "x"}, "EUR", {of(one, one), of(one, 5)}),
        row({"large", "x"}, std::nullopt, {of(one, 0), of(one, 100)})};
    const auto told_of = [&](std::optional<std::size_t> limit) {
        query_request asked = by_source_medium();
        if (limit) asked.filter.limit = limit;
        const json page = page_of(asked, {"first_click", "linear"}, given);
        CHECK(page["group_count"] == 6);
        CHECK(page["more"] == 6 - page["data"].size() / 2);
        return told(page, 2);
    };
    CHECK(told_of({}) == "EUR a x, EUR a -, EUR b x, EUR - x, EUR small x, - large x, ");
    // The limit takes the largest of any model, whatever the currency; of equal ones the last
    // model's decides, then the order.
    CHECK(told_of(1) == "EUR small x, ");
    CHECK(told_of(3) == "EUR a x, EUR a -, EUR small x, ");
}

TEST_CASE("an answer without rows has zeros of every model, and no totals") {
    CHECK(totals_of({"linear"}, {}).dump() ==
          R"({"conversions":[{"model":"linear","conversions":"0",)"
          R"("attributed":"0","unattributed":"0"}],"totals":[]})");
}

TEST_CASE("sums of more than 64 bits are exact") {
    credit_amount twice = of(1, most);
    twice.add(of(1, most));
    CHECK(totals_of({"last_click"},
                    {row({}, "EUR", {twice}), row({}, "EUR", {twice})})["totals"][0]["revenue"] ==
          "36893488147419.103228");
    query_request asked = by_channel_with_shares();
    const json rows = page_of(asked, {"last_click"},
                              {row({"A"}, "EUR", {twice}), row({"B"}, "EUR", {twice})})["data"];
    CHECK(rows[0]["revenue"] == "18446744073709.551614");
    CHECK(rows[0]["revenue_share"] == 0.5);
}

TEST_CASE("rows are ordered by exact amounts where a double has too few digits") {
    query_request asked = by_source_medium();
    const json page = page_of(asked, {"last_click"},
                              {row({"less", "x"}, "EUR", {of(one, most - 1)}),
                               row({"more", "x"}, "EUR", {of(one, most)})});
    CHECK(told(page, 1) == "EUR more x, EUR less x, ");
}

TEST_CASE("a series without rows has zeros of the currencies that there are") {
    query_request asked = credit_query({});
    asked.interval = dimension::day;
    const std::vector<std::string> models{"last_click"};
    const calendar_day first{std::chrono::days{20'000}};
    const auto dates_of = [&](std::vector<currency_name> currencies) {
        std::vector<queried_days> days;
        days.push_back({first, first + std::chrono::days{2}, {asked, 1}, {asked, 1}});
        json page;
        query_rows(asked, models, days, std::move(currencies)).put_page(page);
        std::vector<json> found;
        for (const json& each : page["data"]) found.push_back(each["currency"]);
        return found;
    };
    CHECK(dates_of({"USD", "EUR"}) == std::vector<json>{"EUR", "USD", "EUR", "USD"});
    CHECK(dates_of({}) == std::vector<json>{nullptr, nullptr});
    asked.filter.only.currency = "SEK";
    CHECK(dates_of({"USD", "EUR"}) == std::vector<json>{"SEK", "SEK"});
    asked.filter.only.currency = "";
    CHECK(dates_of({"EUR"}) == std::vector<json>{nullptr, nullptr});
}

}  // namespace attrib::test
