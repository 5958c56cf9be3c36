// SQL against the C++ engine, row by row.
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/postgres/rebuild.hpp>
#include <libattrib/sql_models/build_models.hpp>
#include <tests/catch.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/loads.hpp>

namespace attrib::test {
namespace {

// Rows that one side has and the other has not, of all five tables.
std::string differences(connection& on) {
    std::string found;
    for (const std::string_view name : table_names) {
        const std::string table(name);
        const std::string columns(
            on.run("select string_agg(column_name, ', ' order by ordinal_position) from "
                   "information_schema.columns where table_schema = 'public' and table_name = $1",
                   {table})
                .text(0, 0));
        const std::string ours = "select " + columns + " from public." + table;
        const std::string theirs = "select " + columns + " from sql_tables." + table;
        found += std::string(on.run("select count(*) from ((" + ours + " except all " + theirs +
                                    ") union all (" + theirs + " except all " + ours + ")) d")
                                 .text(0, 0)) +
                 " ";
    }
    return found;
}

std::string compare(const temporary_database& database, const attribution_options& options) {
    rebuild_options how;
    how.database = database.name();
    how.engine.attribution = options;
    rebuild_tables(how, default_channel_classifier());
    connection on = database.connect();
    transaction work(on);
    const auto built = build_models(on, "sql_tables", options);
    CHECK(built.size() == 6);
    CHECK(built.back().rows > 0);
    return differences(on);
}

// Rows whose ids, orders and channels are missing, shared or strange.
const std::string hostile =
    "event_id,user_pseudo_id,event_timestamp,event_name,channel,source,medium,campaign,"
    "page_location,event_value,transaction_id\n"
    ",u,2025-03-01T10:00:00Z,page_view,,GOOGLE,CPC,,/a,,\n"
    ",u,2025-03-01T10:00:00Z,page_view,,google,organic,,/a,,\n"
    ",u,2025-03-01T10:00:00Z,page_view,,,,,,,\n"
    "x,u,2025-03-01T10:00:00Z,purchase,,google shopping,,,/b,1.5,T\n"
    "x,u,2025-03-01T09:00:00Z,purchase,Email,,,,/b,-2,T\n"
    "y,u,2025-03-15T10:00:00Z,purchase,,somewhere,cpm,,,0.000001,T\n"
    ",u,2025-03-30T01:00:00Z,purchase,,a,affiliate,workshop,/c,,\n"
    ",u,2025-03-30T01:00:00Z,purchase,,a,affiliate,workshop,/d,9,\n"
    ",u,2025-04-13T01:00:00Z,lead,,b,email,,/d,9,\n"
    "x,U,2025-03-01T10:30:00Z,page_view,,(direct),(none),,,,\n"
    "z,U,2025-03-01T11:00:00.000001Z,purchase,,,,eshop,,7,\n"
    "Z,U,2025-03-01T11:00:00.000001Z,purchase,,,,,,7,\n";

}  // namespace

TEST_CASE("SQL and the engine make the same tables") {
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("events.csv", generated_csv(small_scenario(8'000, 5'000))),
              small_batches(database));
    load_file(folder.write("hostile.csv", hostile), small_batches(database));
    CHECK(compare(database, {}) == "0 0 0 0 0 ");
    attribution_options other;
    other.lookback = std::chrono::days{3};
    other.session_timeout = std::chrono::minutes{5};
    other.conversions = {"purchase", "lead", "it's"};
    other.zone = time_zone::named("Europe/Berlin").value();
    CHECK(compare(database, other) == "0 0 0 0 0 ");
    other.lookback = {};
    other.session_timeout = {};
    CHECK(compare(database, other) == "0 0 0 0 0 ");
}

}  // namespace attrib::test
