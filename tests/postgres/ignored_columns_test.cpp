#include <libattrib/ingest/ignored_columns.hpp>
#include <tests/catch.hpp>
#include <tests/support/loads.hpp>

namespace attrib::test {
namespace {

constexpr const char* noted =
    "select coalesce(string_agg(source_name || ':' || column_name, ' ' order by source_name, "
    "column_name), '') from ignored_columns";

}  // namespace

TEST_CASE("what is noted of a source takes the place of what was noted before") {
    const temporary_database database;
    connection on = database.connect();
    note_ignored_columns(on, "a.csv", {"x", "y"});
    note_ignored_columns(on, "b.csv", {"z"});
    CHECK(database.value(noted) == "a.csv:x a.csv:y b.csv:z");
    note_ignored_columns(on, "a.csv", {"w"});
    note_ignored_columns(on, "b.csv", {});
    CHECK(database.value(noted) == "a.csv:w");
}

TEST_CASE("the number and the length of noted names are bounded, and any bytes are") {
    const temporary_database database;
    connection on = database.connect();
    std::vector<std::string> many(2 * most_ignored_columns, std::string(100'000, 'x'));
    many.front() = "\xFF\n";
    note_ignored_columns(on, std::string(5000, 's'), many);
    CHECK(database.value("select count(*) from ignored_columns") ==
          std::to_string(most_ignored_columns));
    CHECK(database.value("select max(length(column_name)) < 300 from ignored_columns") == "t");
}

TEST_CASE("loading a file notes its columns that nothing is read from") {
    const temporary_database database;
    const temporary_directory folder;
    load_file(folder.write("events.csv",
                           "event_id,user_pseudo_id,event_timestamp,event_name,channel,color,size\n"
                           "1,ann,2025-03-01T10:00:00Z,page_view,Email,red,9\n"),
              small_batches(database));
    CHECK(database.value("select string_agg(column_name, ',' order by column_name) from "
                         "ignored_columns where source_name like '%events.csv'") == "color,size");
}

}  // namespace attrib::test
