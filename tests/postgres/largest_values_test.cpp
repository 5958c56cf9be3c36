// Rows at the limits of every column at once.
#include <libattrib/marts/refresh.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <libattrib/sql_models/verify_tables.hpp>
#include <tests/catch.hpp>
#include <tests/support/largest_events.hpp>
#include <tests/support/loads.hpp>
#include <tests/support/table_contents.hpp>

namespace attrib::test {
namespace {

void check_verified(const temporary_database& database, const attribution_options& how,
                    const std::string& engine) {
    rebuild_options options;
    options.database = database.name();
    options.engine = {how, 2};
    CHECK(verify_tables(options, default_channel_classifier(), engine).is_equal());
}

}  // namespace

TEST_CASE("every engine and the live refresh take in the largest values") {
    const temporary_directory folder;
    const largest_events largest;
    const attribution_options how = largest.attribution();
    const temporary_database database;
    rebuild(database, how);
    load_file(folder.write("events.csv", largest.csv()), small_batches(database));
    REQUIRE(database.value("select count(*) from ga4_events_raw") ==
            std::to_string(largest.events().size()));
    connection on = database.connect();
    refresher live(on, how, default_channel_classifier());
    while (live.take_waiting()) {
    }
    const auto refreshed = table_sums(database);
    rebuild(database, how);
    CHECK(table_sums(database) == refreshed);
    check_verified(database, how, "sql");
    rebuild_by_sql({.database = database.name(),
                    .attribution = how,
                    .rules = default_channel_rules(),
                    .select = {}});
    CHECK(table_sums(database) == refreshed);
    check_verified(database, how, "cpp");
}

}  // namespace attrib::test
