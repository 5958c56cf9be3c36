#include <libattrib/dbt/table_views.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("views come after what they read, and hold instances and paid channels") {
    attribution_options options;
    options.lookback = std::chrono::hours{36};
    options.models.back().lookbacks.emplace("a 'lead'", std::chrono::hours{24});
    channel_rules rules;
    rules.rules.push_back({.channel = "It's paid"});
    rules.rules.back().is_paid = true;
    const auto views = views_of_tables("\"My\"", options, rules);
    std::vector<std::string> names;
    for (const view_text& each : views) names.push_back(each.name);
    CHECK(names == std::vector<std::string>{"\"My\".int_conversions", "\"My\".int_touchpoints",
                                            "\"My\".mart_attribution"});
    const std::string& attribution = views.back().sql;
    CHECK(attribution.find("\"My\".int_conversions") != std::string::npos);
    CHECK(attribution.find("('It''s paid' collate \"C\", true)") != std::string::npos);
    CHECK(
        attribution.find("('time_decay', 'time_decay', 129600000000, null, false, 604800000000") !=
        std::string::npos);
    CHECK(attribution.find(R"('{"a ''lead''":86400000000}')") != std::string::npos);
}

TEST_CASE("without a paid channel the view still has a relation to ask") {
    const auto views = views_of_tables("public", {}, {});
    CHECK(views.back().sql.find("(values (null::text collate \"C\", false))") != std::string::npos);
}

TEST_CASE("Citus cannot run recursive queries over shards") {
    CHECK(must_be_gathered("with recursive a as (select 1) select * from a"));
    CHECK_FALSE(must_be_gathered("with a as (select 1) select * from a"));
}

}  // namespace attrib::test
