#include <libattrib/report/credit_table.hpp>
#include <limits>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

money_sum millionths(std::int64_t count) {
    money_sum sum;
    sum += money{count};
    return sum;
}

credit_amount of(std::int64_t credit, std::int64_t revenue) {
    return {millionths(credit), millionths(revenue)};
}

credited_group row(std::vector<std::optional<std::string>> values, const currency_name& currency,
                   std::vector<credit_amount> amounts, bool is_attributed = true) {
    return {{std::move(values), currency, is_attributed}, std::move(amounts)};
}

constexpr std::int64_t one = 1'000'000;

}  // namespace

TEST_CASE("credit as text has the decimals that it needs") {
    CHECK(credit_text(millionths(2 * one)) == "2");
    CHECK(credit_text(millionths(0)) == "0");
    CHECK(credit_text(millionths(10 * one)) == "10");
    CHECK(credit_text(millionths(333'333)) == "0.333333");
    CHECK(credit_text(millionths(2 * one + 500'000)) == "2.5");
    CHECK(credit_text(millionths(-100'000)) == "-0.1");
    CHECK(credit_text(millionths(one + 1)) == "1.000001");
}

TEST_CASE("each group has a row of each model, zeros where it gives nothing") {
    const credit_table table({"first_click", "linear"},
                             {row({"Email"}, "EUR", {of(3 * one, 300'001), of(0, 0)}),
                              row({std::nullopt}, "EUR", {of(0, 0), of(one, -100'000)}, false)});
    const json rows = table.rows({{"EUR", {"Email"}}, {"EUR", {"Display"}}}, {"channel"}, false);
    CHECK(rows.dump() ==
          R"([{"model":"first_click","channel":"Email","currency":"EUR","conversions":"3",)"
          R"("revenue":"0.300001"},)"
          R"({"model":"linear","channel":"Email","currency":"EUR","conversions":"0",)"
          R"("revenue":"0.00"},)"
          R"({"model":"first_click","channel":"Display","currency":"EUR","conversions":"0",)"
          R"("revenue":"0.00"},)"
          R"({"model":"linear","channel":"Display","currency":"EUR","conversions":"0",)"
          R"("revenue":"0.00"}])");
    const json unattributed = table.rows({{"EUR", {std::nullopt}}}, {"channel"}, true);
    CHECK(unattributed[1].dump() ==
          R"({"model":"linear","channel":null,"currency":"EUR","conversions":"1",)"
          R"("revenue":"-0.10","conversions_share":1.0,"revenue_share":1.0})");
    // Of a currency that there is nothing in.
    CHECK(table.rows({{std::nullopt, {"Email"}}}, {"channel"}, false)[0]["currency"].is_null());
}

TEST_CASE("shares are of a model's sums in the currency, with six decimals, null of nothing") {
    const credit_table table({"first_click", "linear"},
                             {row({"A"}, "EUR", {of(one, one), of(0, 0)}),
                              row({"B"}, "EUR", {of(2 * one, 2 * one), of(0, 0)}),
                              row({"A"}, "USD", {of(one, one), of(one, 0)})});
    const json rows = table.rows({{"EUR", {"A"}}, {"USD", {"A"}}}, {"channel"}, true);
    CHECK(rows[0]["conversions_share"].dump() == "0.333333");
    CHECK(rows[0]["revenue_share"].dump() == "0.333333");
    CHECK(rows[1]["conversions_share"].is_null());
    CHECK(rows[1]["revenue_share"].is_null());
    CHECK(rows[2]["revenue_share"] == 1.0);
    CHECK(rows[3]["conversions_share"] == 1.0);
    CHECK(rows[3]["revenue_share"].is_null());
}

TEST_CASE("currencies stay apart, by name, the one without a name last") {
    const credit_table table({"first_click", "last_click"},
                             {row({}, std::nullopt, {of(one, one), of(0, 0)}),
                              row({}, "USD", {of(0, 0), of(2 * one, 2 * one)}, false),
                              row({}, "EUR", {of(4 * one, 4 * one), of(0, 0)}),
                              row({}, "EUR", {of(8 * one, 8 * one), of(0, 0)}, false)});
    CHECK(table.currencies() == std::vector<currency_name>{"EUR", "USD", std::nullopt});
    json answer = json::object();
    table.put_totals(answer);
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
        row({"small"}, "EUR", {of(one, 9 * one), of(one, 1)}),
        row({"b"}, "EUR", {of(one, one), of(one, 5)}),
        row({"a", std::nullopt}, "EUR", {of(one, one), of(one, 5)}),
        row({"a", "x"}, "EUR", {of(one, one), of(one, 5)}),
        row({std::nullopt}, "EUR", {of(one, one), of(one, 5)}),
        row({"large"}, std::nullopt, {of(one, 0), of(one, 100)})};
    const credit_table table({"first_click", "linear"}, given);
    const auto told = [](const std::vector<credit_table::key>& keys) {
        std::string text;
        for (const credit_table::key& each : keys) {
            text += each.currency.value_or("-");
            for (const auto& value : each.of) text += " " + value.value_or("-");
            text += ", ";
        }
        return text;
    };
    CHECK(told(table.keys_by_revenue()) == "EUR a x, EUR a -, EUR b, EUR -, EUR small, - large, ");
    // The limit takes the largest of any model, whatever the currency; of equal ones the last
    // model's decides, then the order.
    CHECK(table.size() == 6);
    CHECK(told(table.keys_by_revenue(1)) == "EUR small, ");
    CHECK(told(table.keys_by_revenue(3)) == "EUR a x, EUR a -, EUR small, ");
    CHECK(told(table.keys_by_revenue(0)).empty());
    CHECK(told(table.keys_by_value()) == "EUR a x, EUR a -, EUR b, EUR small, EUR -, - large, ");
}

TEST_CASE("an answer without rows has zeros of every model, and no totals") {
    json answer = json::object();
    credit_table({"linear"}, {}).put_totals(answer);
    CHECK(answer.dump() == R"({"conversions":[{"model":"linear","conversions":"0",)"
                           R"("attributed":"0","unattributed":"0"}],"totals":[]})");
}

TEST_CASE("sums of more than 64 bits are exact") {
    credit_amount twice = of(1, most);
    twice.add(of(1, most));
    const credit_table table({"last_click"},
                             {row({"A"}, "EUR", {twice}), row({"B"}, "EUR", {twice})});
    json answer = json::object();
    table.put_totals(answer);
    CHECK(answer["totals"][0]["revenue"] == "36893488147419.103228");
    const json rows = table.rows({{"EUR", {"A"}}}, {"channel"}, true);
    CHECK(rows[0]["revenue"] == "18446744073709.551614");
    CHECK(rows[0]["revenue_share"] == 0.5);
    const null_last before;
    CHECK(before("A", std::nullopt));
    CHECK(before("A", "B"));
    CHECK_FALSE(before(std::nullopt, "A"));
    CHECK_FALSE(before(std::nullopt, std::nullopt));
}

}  // namespace attrib::test
