#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/parameter_array.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

TEST_CASE("an array of each type is what the server makes rows of, nulls and order included") {
    const temporary_database database;
    connection on = database.connect();
    const calendar_day day = std::chrono::sys_days{std::chrono::year{2025} / 3 / 1};
    const std::string odd = "a \"quoted\", {braced} \\ null";
    parameter_array texts(element_type::text);
    parameter_array numbers(element_type::bigint);
    parameter_array times(element_type::timestamptz);
    parameter_array days(element_type::date);
    parameter_array amounts(element_type::numeric);
    CHECK(texts.empty());
    texts.add().text(odd);
    texts.add().null();
    numbers.add().integer(-7);
    numbers.add().integer(8);
    times.add().time(at("2025-03-01T10:00:00.000001Z"));
    times.add().time_or_null({});
    days.add().day(day);
    days.add().null();
    amounts.add().amount(money{-1'500'000});
    amounts.add().amount(units(20));
    CHECK_FALSE(texts.empty());
    const std::string rows = on.rows_prepared(
        "select * from unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::date[], "
        "$5::numeric[])",
        binary_parameters{
            {texts.binary(), numbers.binary(), times.binary(), days.binary(), amounts.binary()}});
    copy_decoder row(rows);
    REQUIRE(row.next_row(5));
    CHECK(row.text() == odd);
    CHECK(row.integer() == -7);
    CHECK(row.time() == at("2025-03-01T10:00:00.000001Z"));
    CHECK(row.day() == day);
    CHECK(row.amount() == money{-1'500'000});
    REQUIRE(row.next_row(5));
    CHECK(row.text().empty());
    CHECK(row.integer() == 8);
    CHECK_FALSE(row.time_or_null());
    CHECK(row.text().empty());
    CHECK(row.amount() == units(20));
    CHECK_FALSE(row.next_row(5));
}

TEST_CASE("an array without elements is no rows; one that is cleared starts over") {
    const temporary_database database;
    connection on = database.connect();
    const auto count = [&](const parameter_array& array) {
        return on
            .run_prepared("select count(*), max(x) from unnest($1::text[]) as x",
                          binary_parameters{{array.binary()}})
            .integer(0, 0);
    };
    parameter_array texts(element_type::text);
    CHECK(count(texts) == 0);
    texts.add().text("a");
    texts.add().text("b");
    CHECK(count(texts) == 2);
    texts.clear();
    CHECK(count(texts) == 0);
}

}  // namespace attrib::test
