#include <libattrib/report/credit_sums.hpp>
#include <libattrib/report/report_scope.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {

TEST_CASE("credits of the worked example by channel, from days and from the marts alike") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    report_view view(on);
    report_filter filter;
    for (const auto& campaign : {std::optional<std::string>(), std::optional<std::string>("")}) {
        filter.campaign = campaign;
        const report_scope scope = scope_of(view, filter);
        const channel_sums sums = sum_by_channel(view, credit_parameters(scope, filter));
        REQUIRE(sums.rows.size() == 3);
        const model_amounts& direct = sums.rows.at({"EUR", "Direct"});
        CHECK(direct[0].conversions == 0);
        CHECK(direct[1].conversions == 2);
        CHECK(direct[1].revenue == money{25'000'000});
        CHECK(sums.rows.at({"EUR", "Email"})[0].revenue == money{20'000'000});
        CHECK(sums.totals.of("EUR")[0].conversions == 2);
    }
}

TEST_CASE("channels stand by currency, then by name, unattributed last") {
    const channel_key_order before;
    CHECK(before({"EUR", std::nullopt}, {"USD", "A"}));
    CHECK(before({"EUR", "A"}, {"EUR", "B"}));
    CHECK(before({"EUR", "B"}, {"EUR", std::nullopt}));
    CHECK(before({"USD", std::nullopt}, {std::nullopt, "A"}));
    CHECK_FALSE(before({"EUR", "A"}, {"EUR", "A"}));
}

}  // namespace attrib::test
