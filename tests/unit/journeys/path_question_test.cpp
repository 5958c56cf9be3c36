#include <libattrib/journeys/path_question.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("a question about paths needs the columns of its dimension and its filter") {
    path_question asked{.from = {}, .to = {}, .lookback = {}};
    CHECK(touch_columns().has_all(asked.columns()));
    asked.by = dimension::source_medium;
    CHECK(asked.columns().has(touch_column::source));
    CHECK(asked.columns().has(touch_column::medium));
    CHECK_FALSE(asked.columns().has(touch_column::country));
    asked.only.touch[static_cast<std::size_t>(touch_column::country)] = "";
    CHECK(asked.columns().has(touch_column::country));
}

TEST_CASE("dimensions of paths are those of touchpoints that have a name") {
    CHECK(path_dimension_names() ==
          "channel, source, medium, source_medium, campaign, landing_page, device_category, "
          "country, visitor");
}

TEST_CASE("a selection by lengths names no values") {
    CHECK_FALSE(path_selection().has_values());
    CHECK_FALSE(path_selection{.min_length = 2, .max_length = 3}.has_values());
    CHECK(path_selection{.contains = {"a"}}.has_values());
    CHECK(path_selection{.starts_with = ""}.has_values());
    CHECK(path_selection{.ends_with = ""}.has_values());
}

}  // namespace attrib::test
