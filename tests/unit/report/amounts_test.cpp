#include <libattrib/report/amounts.hpp>
#include <limits>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

amount of(std::int64_t conversions, std::int64_t millionths) {
    amount made;
    made.conversions = conversions;
    made.revenue = money{millionths};
    return made;
}

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("models stand side by side with their exact difference") {
    json row = json::object();
    put_amounts(row, {of(3, 300'001), of(1, -100'000)}, std::nullopt);
    CHECK(row.dump() == R"({"first_click":{"conversions":3,"revenue":"0.300001"},)"
                        R"("last_click":{"conversions":1,"revenue":"-0.10"},)"
                        R"("difference":{"conversions":-2,"revenue":"-0.400001"}})");
    row = json::object();
    put_amounts(row, {of(3, 300'001), of(1, -100'000)}, model::last_click);
    CHECK(row.dump() == R"({"last_click":{"conversions":1,"revenue":"-0.10"}})");
}

TEST_CASE("shares have six decimals, and are null of nothing") {
    json row = json::object();
    put_shared_amounts(row, {of(1, 1'000'000), of(0, 0)}, {of(3, 3'000'000), of(0, 0)},
                       std::nullopt);
    CHECK(row["first_click"]["conversions_share"].dump() == "0.333333");
    CHECK(row["first_click"]["revenue_share"].dump() == "0.333333");
    CHECK(row["last_click"]["conversions_share"].is_null());
    CHECK(row["last_click"]["revenue_share"].is_null());
}

TEST_CASE("currencies stay apart, by name, the one without a name last") {
    currency_totals totals;
    totals.add(std::nullopt, model::first_click, true, of(1, 1'000'000));
    totals.add("USD", model::last_click, false, of(2, 2'000'000));
    totals.add("EUR", model::first_click, true, of(4, 4'000'000));
    totals.add("EUR", model::first_click, false, of(8, 8'000'000));
    CHECK(totals.currencies() == std::vector<currency_name>{"EUR", "USD", std::nullopt});
    const json rows = totals.rows(model::first_click);
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].dump() ==
          R"({"currency":"EUR","first_click":{"conversions":12,"revenue":"12.00",)"
          R"("attributed":{"conversions":4,"revenue":"4.00"},)"
          R"("unattributed":{"conversions":8,"revenue":"8.00"}}})");
    CHECK(rows[1]["first_click"]["conversions"] == 0);
    CHECK(rows[2]["currency"].is_null());
    CHECK(totals.of("EUR")[0].conversions == 12);
    CHECK(totals.of("CHF")[0].conversions == 0);
    CHECK(totals.of(std::nullopt)[0].conversions == 1);
}

TEST_CASE("sums and differences of more than 64 bits are exact") {
    json row = json::object();
    put_amounts(row, {of(1, -2), of(1, most)}, std::nullopt);
    CHECK(row["difference"]["revenue"] == "9223372036854.775809");
    amount twice = of(1, most);
    twice.add(of(1, most));
    put_shared_amounts(row, {of(1, most), twice}, {twice, twice}, std::nullopt);
    CHECK(row["last_click"]["revenue"] == "18446744073709.551614");
    CHECK(row["first_click"]["revenue_share"] == 0.5);
}

}  // namespace attrib::test
