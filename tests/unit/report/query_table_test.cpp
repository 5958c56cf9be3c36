#include <libattrib/report/query_table.hpp>

#include <tests/catch.hpp>

namespace attrib::test {
namespace {

credit_amount some_credit(std::int64_t conversions, std::int64_t revenue) {
    return {money{conversions}, money{revenue}};
}

credited_group credited(std::optional<std::string> channel, std::optional<std::string> currency,
                        std::vector<credit_amount> amounts) {
    const bool is_attributed = channel.has_value();
    return {{{std::move(channel)}, std::move(currency), is_attributed}, std::move(amounts)};
}

query_request by_channel(const char* metrics) {
    return query_of({{"metrics", json::parse(metrics)}, {"dimensions", json::array({"channel"})}});
}

}  // namespace

TEST_CASE("currencies are added up where no money is asked for") {
    const query_request asked = by_channel(R"(["conversions"])");
    query_table table(asked, 1);
    table.add({credited("Email", "EUR", {some_credit(500'000, 1)}),
               credited("Email", "USD", {some_credit(1, 2)}),
               credited(std::nullopt, "EUR", {some_credit(2'000'000, 3)})});
    REQUIRE(table.keys().size() == 2);
    const query_sums* const email = table.find({"Email"});
    REQUIRE(email != nullptr);
    CHECK(value_of(query_metric::conversions, *email, 0, {}) == "0.500001");
    CHECK(table.find({"Direct"}) == nullptr);
    REQUIRE(table.totals().size() == 1);
    const query_sums& all = table.totals().at(std::nullopt);
    CHECK(value_of(query_metric::conversions, all, 0, {}) == "2.500001");
    CHECK(all.attributed_by(0).conversions == money_sum(money{500'001}));
    CHECK(all.unattributed_by(0).conversions == money_sum(money{2'000'000}));
}

TEST_CASE("money stays in its currency") {
    const query_request asked = by_channel(R"(["revenue"])");
    query_table table(asked, 2);
    table.add(
        {credited("Email", "EUR", {some_credit(1, 1'500'000), some_credit(0, 0)}),
         credited("Email", std::nullopt, {some_credit(1, 2'000'000), some_credit(2, 4'000'000)})});
    CHECK(table.keys() == std::vector<query_key>{{"Email", "EUR"}, {"Email", std::nullopt}});
    CHECK(table.totals().size() == 2);
    CHECK(value_of(query_metric::revenue, *table.find({"Email", std::nullopt}), 1, {}) == "4.00");
    CHECK(value_of(query_metric::revenue, *table.find({"Email", "EUR"}), 1, {}) == "0.00");
}

TEST_CASE("metrics without a value are null") {
    const query_sums none;
    CHECK(value_of(query_metric::conversions, none, 0, none) == "0");
    CHECK(value_of(query_metric::average_value, none, 0, none).is_null());
    CHECK(value_of(query_metric::conversions_share, none, 0, none).is_null());
    CHECK(value_of(query_metric::days_to_convert, none, 0, none).is_null());
    CHECK(value_of(query_metric::conversion_rate, none, 0, none).is_null());
    CHECK(value_of(query_metric::users, none, 0, none) == 0);
    CHECK(number_of(query_metric::average_value, none, 0, none) < -1e300);
}

TEST_CASE("ratios are of the credit of their model") {
    query_sums sums;
    sums.attributed = {some_credit(1'500'000, 10'000'000), some_credit(0, 0)};
    sums.unattributed = {some_credit(500'000, 1), some_credit(4'000'000, -1)};
    sums.attributed[0].microseconds_to_convert = money{1'500'000};
    sums.attributed[0].microseconds_to_convert.millionths *= std::int64_t{2} * 86'400'000'000;
    sums.attributed[0].touchpoints = money{4'500'000};
    sums.visits.sessions = 8;
    query_sums whole;
    whole.attributed = {some_credit(8'000'000, 40'000'000), some_credit(1, 1)};
    CHECK(value_of(query_metric::conversions_share, sums, 0, whole) == 0.25);
    CHECK(value_of(query_metric::days_to_convert, sums, 0, whole) == 2.0);
    CHECK(value_of(query_metric::touchpoints, sums, 0, whole) == 3.0);
    CHECK(value_of(query_metric::touchpoints, sums, 1, whole).is_null());
    CHECK(value_of(query_metric::conversion_rate, sums, 0, whole) == 0.25);
    CHECK(value_of(query_metric::conversion_rate, sums, 1, whole) == 0.5);
}

TEST_CASE("an average value is rounded half away from zero") {
    const auto average = [](std::int64_t conversions, std::int64_t revenue) {
        query_sums sums;
        sums.attributed = {some_credit(conversions, revenue)};
        return value_of(query_metric::average_value, sums, 0, {});
    };
    CHECK(average(2'000'000, 5'000'001) == "2.500001");
    CHECK(average(2'000'000, -5'000'001) == "-2.500001");
    CHECK(average(3'000'000, 10'000'000) == "3.333333");
    CHECK(average(333'333, 1'000'000) == "3.000003");
    constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
    CHECK(average(1'000'000, largest) == "9223372036854.775807");
    CHECK(average(1, largest) == "9223372036854775807.00");
}

TEST_CASE("sessions stand beside credit") {
    const query_request asked = by_channel(R"(["sessions", "users", "conversion_rate"])");
    query_table table(asked, 1);
    table.add({credited("Email", "EUR", {some_credit(1'000'000, 1)})});
    table.add({{{"Email"}, {4, 3, 9, 2, 5}}, {{"Direct"}, {2, 2}}}, {6, 4, 9, 2, 5});
    CHECK(value_of(query_metric::conversion_rate, *table.find({"Email"}), 0, {}) == 0.25);
    CHECK(value_of(query_metric::conversion_rate, *table.find({"Direct"}), 0, {}) == 0.0);
    const query_sums& all = table.totals().at(std::nullopt);
    CHECK(value_of(query_metric::users, all, 0, {}) == 4);
    CHECK(value_of(query_metric::sessions, all, 0, {}) == 6);
    CHECK(value_of(query_metric::events, all, 0, {}) == 9);
    CHECK(value_of(query_metric::converting_sessions, all, 0, {}) == 2);
    CHECK(number_of(query_metric::session_conversions, all, 0, {}) == 5);
}

}  // namespace attrib::test
