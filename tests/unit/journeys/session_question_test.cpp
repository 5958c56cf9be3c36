#include <libattrib/journeys/session_question.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("sessions need the columns of their dimensions and conditions") {
    session_question asked{.by = {dimension::source_medium, dimension::day}};
    asked.only.touch[static_cast<std::size_t>(touch_column::country)] = "Spain";
    asked.only.where = {
        .which = share_condition::kind::is, .column = share_column::campaign, .values = {"spring"}};
    const session_columns needed = asked.columns();
    CHECK(needed.touches.count() == 5);
    CHECK_FALSE(needed.has_counts);
    for (const touch_column each :
         {touch_column::channel, touch_column::source, touch_column::medium, touch_column::country,
          touch_column::campaign})
        CHECK(needed.has(each));
    asked.has_counts = true;
    CHECK(asked.columns().has_counts);
}

}  // namespace attrib::test
