#include <libattrib/core/error.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/copy_encoder.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

std::string number_rows(std::int64_t count) {
    std::string rows;
    copy_encoder row(rows);
    for (std::int64_t i = 0; i < count; ++i) {
        row.begin_row(2);
        row.integer(i);
        row.amount(money{-i * 1'234'567'891});
    }
    return rows;
}

}  // namespace

TEST_CASE("rows go in and come out the same, and the server reads them as meant") {
    const temporary_database database;
    connection on = database.connect();
    on.run("create table t (a bigint, b numeric(19, 6))");
    copy_writer writer(on, "t (a, b)");
    writer.write(number_rows(50'000));
    CHECK(writer.finish() == 50'000);
    CHECK(database.value("select count(*) from t where b = a * -1234.567891") == "50000");

    copy_reader reader(on, "select a, b from t order by a");
    std::string rows;
    std::int64_t next = 0;
    while (reader.read(rows, 10'000)) {
        copy_decoder decoder(rows);
        while (decoder.next_row(2)) {
            REQUIRE(decoder.integer() == next);
            REQUIRE(decoder.amount() == money{-next * 1'234'567'891});
            ++next;
        }
        rows.clear();
    }
    CHECK(next == 50'000);
    CHECK(on.run("select 1").integer(0, 0) == 1);
}

TEST_CASE("a writer that does not finish leaves nothing, a reader that leaves early no mess") {
    const temporary_database database;
    connection on = database.connect();
    on.run("create table t (a bigint, b numeric)");
    {
        copy_writer writer(on, "t");
        writer.write(number_rows(10'000));
    }
    CHECK(on.run("select count(*) from t").integer(0, 0) == 0);
    {
        copy_reader reader(on, "select generate_series(1, 10000000)");
        std::string rows;
        CHECK(reader.read(rows, 100));
    }
    CHECK(on.run("select 1").integer(0, 0) == 1);
}

TEST_CASE("what the server does not take is an error") {
    const temporary_database database;
    connection on = database.connect();
    on.run("create table t (a bigint, b numeric(3, 0))");
    copy_writer writer(on, "t");
    writer.write(number_rows(10));
    CHECK_THROWS_AS(writer.finish(), failure);
    CHECK(on.run("select count(*) from t").integer(0, 0) == 0);
    CHECK_THROWS_AS(copy_writer(on, "no_such_table"), failure);
    copy_reader broken(on, "select 1 / (3 - g) from generate_series(1, 5) g");
    std::string rows;
    CHECK_THROWS_AS(broken.read(rows, 1'000'000), failure);
}

}  // namespace attrib::test
