#include <libattrib/sql_models/last_verification.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {

TEST_CASE("the last verification is kept, and only that") {
    const temporary_database database;
    connection on = database.connect();
    verification found;
    found.stored_by = "cpp";
    found.checked_by = "sql";
    note_verification(on, found);
    CHECK(database.value("select is_equal from last_verification") == "t");
    found.tables[0] = {.stored = 7, .checked = 8, .only_stored = 1, .only_checked = 2};
    note_verification(on, found);
    CHECK(database.value("select count(*) from last_verification") == "1");
    CHECK(database.value("select is_equal from last_verification") == "f");
    CHECK(database.value("select compared->0->>'only_checked' from last_verification") == "2");
}

TEST_CASE("verifying the tables notes what it found") {
    const temporary_database database;
    fill(database, worked_example());
    rebuild_options how;
    how.database = database.name();
    CHECK(verify_tables(how, default_channel_classifier()).is_equal());
    CHECK(database.value("select concat_ws(' ', is_equal, stored_by, checked_by) from "
                         "last_verification") == "t cpp sql");
}

}  // namespace attrib::test
