#include <libattrib/report/row_reader.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

TEST_CASE("columns are read in their order") {
    const temporary_database database;
    connection on = database.connect();
    const query_result answer = on.run(
        "select 'a', null, null, 'b', 7, true, '2025-03-01'::date, "
        "'2025-03-01 10:00:00.000001+00'::timestamptz, '2025-03-01 10:00+00'::timestamptz, null, "
        "'2025-03-01 10:00:00.5+00'::timestamptz, 2.500000, null, -1.25, 'skipped', 'last'");
    row_reader row(answer, 0);
    CHECK(row.text() == "a");
    CHECK(row.is_null());
    CHECK_FALSE(row.optional_text());
    CHECK(row.text_or_null().is_null());
    CHECK(row.text_or_null() == "b");
    CHECK(row.integer() == 7);
    CHECK(row.boolean());
    CHECK(to_string(row.day()) == "2025-03-01");
    CHECK(to_string(row.time()) == "2025-03-01T10:00:00.000001Z");
    CHECK(to_string(row.time()) == "2025-03-01T10:00:00.000000Z");
    CHECK(row.time_or_null().is_null());
    CHECK(row.time_or_null() == "2025-03-01T10:00:00.500000Z");
    CHECK(row.amount() == money{2'500'000});
    CHECK(row.amount_or_null().is_null());
    CHECK(row.amount_or_null() == "-1.25");
    row.skip(1);
    CHECK(row.text() == "last");
}

TEST_CASE("a sum has more digits than an amount") {
    const temporary_database database;
    connection on = database.connect();
    const query_result answer =
        on.run("select -99999999999999999999999999999999.999999::numeric(38, 6)");
    row_reader row(answer, 0);
    CHECK(to_string(row.amount()) == "-99999999999999999999999999999999.999999");
}

}  // namespace attrib::test
