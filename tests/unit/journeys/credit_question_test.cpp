#include <libattrib/attribution/model_registry.hpp>
#include <libattrib/journeys/credit_question.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

calendar_day day(std::string_view text) {
    calendar_day parsed;
    REQUIRE(parse_day(text, parsed));
    return parsed;
}

credit_question about(dimension by, const char* rule) {
    credit_question asked{.from = {}, .to = {}, .lookback = {}, .by = list_of(by)};
    asked.models.emplace_back().rule = find_rule(rule);
    return asked;
}

}  // namespace

TEST_CASE("dimensions stand at their places and are found by their names") {
    for (std::size_t i = 0; i < all_dimensions().size(); ++i) {
        const dimension_facts& facts = all_dimensions()[i];
        CHECK(static_cast<std::size_t>(facts.which) == i);
        if (!facts.name.empty()) CHECK(dimension_named(facts.name) == facts.which);
    }
    CHECK(dimension_named("currency") == dimension::none);
    CHECK_FALSE(dimension_named("color"));
    CHECK_FALSE(dimension_named(""));
}

TEST_CASE("a week begins on Monday, a month on its first day") {
    CHECK(first_day_of(dimension::week, day("2025-03-02")) == day("2025-02-24"));
    CHECK(first_day_of(dimension::week, day("2025-03-03")) == day("2025-03-03"));
    CHECK(first_day_of(dimension::week, day("1969-12-31")) == day("1969-12-29"));
    CHECK(first_day_of(dimension::month, day("2024-02-29")) == day("2024-02-01"));
    CHECK(first_day_of(dimension::day, day("2024-02-29")) == day("2024-02-29"));
}

TEST_CASE("a question needs the columns of its dimension, filter and rules") {
    const touch_columns channel_only;
    CHECK(channel_only.has_all(about(dimension::channel, "linear").columns()));
    CHECK(about(dimension::source_medium, "linear").columns().has(touch_column::medium));
    CHECK_FALSE(about(dimension::source_medium, "linear").columns().has(touch_column::campaign));
    CHECK(about(dimension::none, "google_paid").columns().has(touch_column::source));
    credit_question asked = about(dimension::day, "linear");
    CHECK_FALSE(asked.only.is_about_touches());
    asked.only.touch[static_cast<std::size_t>(touch_column::country)] = "";
    CHECK(asked.only.is_about_touches());
    CHECK(asked.columns().has(touch_column::country));
}

}  // namespace attrib::test
