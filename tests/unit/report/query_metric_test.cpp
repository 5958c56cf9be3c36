#include <libattrib/report/query_metric.hpp>

#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("metrics stand at their places and are found by their names") {
    for (std::size_t i = 0; i < all_metrics().size(); ++i) {
        const metric_facts& facts = all_metrics()[i];
        CHECK(static_cast<std::size_t>(facts.which) == i);
        CHECK(metric_named(facts.name) == facts.which);
        CHECK((facts.is_by_model || facts.is_by_session));
        CHECK_FALSE(facts.meaning.empty());
    }
    CHECK_FALSE(metric_named("clicks"));
    CHECK_FALSE(metric_named(""));
}

TEST_CASE("metrics of money are those with a currency") {
    for (const metric_facts& facts : all_metrics())
        CHECK(facts.is_of_money() == (facts.unit == "money" || facts.name == "revenue_share"));
}

}  // namespace attrib::test
