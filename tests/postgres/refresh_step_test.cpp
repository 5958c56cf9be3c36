// What a refresh must look back for.
#include <libattrib/marts/refresh_step.hpp>
#include <tests/catch.hpp>
#include <tests/support/drawn_history.hpp>
#include <tests/support/loads.hpp>

namespace attrib::test {
namespace {

void load_csv(const temporary_database& database, const temporary_directory& folder,
              const std::string& name, const std::string& rows) {
    load_options options;
    options.database = database.name();
    load_file(folder.write(name,
                           "event_id,user_pseudo_id,event_timestamp,event_name,channel,"
                           "event_value\n" +
                               rows),
              options);
}

}  // namespace

// The session of the late event began two days before it, and the conversion looks back from there.
TEST_CASE("a late event that restates a very long session moves credit of all models exactly") {
    const temporary_directory folder;
    const temporary_database database;
    std::string rows =
        "a,u,2025-03-01T00:00:00Z,page_view,Email,\n"
        "b,u,2025-03-01T12:00:00Z,page_view,Referral,\n";
    for (int minute = 0; minute < 2 * 24 * 60; minute += 20)
        rows += "m" + std::to_string(minute) + ",u,2025-03-" + (minute < 1440 ? "14" : "15") + "T" +
                (minute % 1440 / 60 < 10 ? "0" : "") + std::to_string(minute % 1440 / 60) + ":" +
                (minute % 60 < 10 ? "0" : "") + std::to_string(minute % 60) + ":00Z,page_view,,\n";
    rows += "c,u,2025-03-14T00:30:00Z,purchase,,30\n";
    load_csv(database, folder, "first.csv", rows);
    rebuild(database);
    load_csv(database, folder, "late.csv", "s,u,2025-03-15T23:50:00Z,page_view,Display,\n");
    connection on = database.connect();
    const channel_classifier classifier = default_channel_classifier();
    refresher refresh(on, {}, classifier);
    const auto done = refresh.take_waiting();
    REQUIRE(done);
    CHECK(done->whole_users == 0);
    CHECK(database.value("select string_agg(channel || ' ' || conversions, ', ' order by channel "
                         "collate \"C\") from mart_channel_daily where model = 'linear'") ==
          "Display 0.333333, Email 0.333334, Referral 0.333333");
    check_equal(
        database,
        {.database = {}, .attribution = {}, .rules = default_channel_rules(), .select = {}});
}

}  // namespace attrib::test
