#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/copy_table.hpp>
#include <libattrib/schema/tables.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {

TEST_CASE("a row has a field per column, of the column's type, null where that is allowed") {
    const daily_row given{0,
                          "linear",
                          std::chrono::sys_days{std::chrono::year{2025} / 3 / 1},
                          "purchase",
                          "",
                          std::nullopt,
                          money{333'334},
                          money{-5}};
    std::string bytes;
    copy_encoder out(bytes);
    append_row(out, schema::daily, given);
    copy_decoder row(bytes);
    REQUIRE(row.next_row(field_count<decltype(schema::daily)>));
    CHECK(row.text() == "linear");
    CHECK(row.day() == given.conversion_date);
    CHECK(row.text() == "purchase");
    CHECK(row.text().empty());
    CHECK(row.text().empty());
    CHECK(row.amount() == money{333'334});
    CHECK(row.amount() == money{-5});
    CHECK_FALSE(row.next_row(field_count<decltype(schema::daily)>));
}

TEST_CASE("keys are put together from the event") {
    const event bought = make_event("", "2025-03-01T10:00:00Z", "purchase");
    const conversion_row of{bought, std::chrono::sys_days{std::chrono::year{2025} / 3 / 1}};
    const attribution_row given{"linear", &of, 0, 0, nullptr, money{1'000'000}, money{0}};
    std::string bytes;
    copy_encoder out(bytes);
    append_row(out, schema::attributions, given);
    copy_decoder row(bytes);
    REQUIRE(row.next_row(field_count<decltype(schema::attributions)>));
    CHECK(row.text() == "linear");
    CHECK(row.text() == "u.1740823200000000.purchase.");
}

}  // namespace attrib::test
