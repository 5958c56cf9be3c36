// What a page on the quality of the data shows.
#include <libattrib/marts/refresh.hpp>
#include <libattrib/sql_models/last_verification.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

constexpr const char* header = "event_id,user_pseudo_id,event_timestamp,event_name,channel,color\n";

void load_rows(const temporary_database& database, const std::string& rows) {
    const temporary_directory folder;
    load_file(folder.write("events.csv", header + rows), small_batches(database));
}

void take_all_in(const temporary_database& database) {
    connection live = database.connect();
    refresher refresh(live, {}, default_channel_classifier());
    while (refresh.take_waiting()) continue;
}

}  // namespace

TEST_CASE("rejects are counted by reason, with the newest of each") {
    const temporary_database database;
    std::string rows;
    for (int i = 0; i < 8; ++i) rows += "1,ann,yesterday,page_view,Email,\n";
    fill(database, header + rows + "2,,2025-03-01T10:00:00Z,page_view,Email,\n");
    connection on = database.connect();
    const json answer = quality_report(on, {});
    check_schema("quality", answer);
    const json& rejects = answer.at("rejects");
    CHECK(rejects.at("count") == 9);
    REQUIRE(rejects.at("by_reason").size() == 2);
    const json& most = rejects.at("by_reason").at(0);
    CHECK(most.at("reason") == "bad_timestamp");
    CHECK(most.at("count") == 8);
    REQUIRE(most.at("samples").size() == 5);
    CHECK(most.at("samples").at(0).at("text") == "1,ann,yesterday,page_view,Email,");
    CHECK(most.at("samples").at(0).at("line") == 9);
    CHECK(answer.at("ignored_columns").at(0).at("columns") == json::array({"color"}));
    CHECK(answer.at("last_verify").is_null());
}

TEST_CASE("late events and the conversions that they move are counted as they come in") {
    const temporary_database database;
    fill(database, header + std::string("1,ann,2025-03-01T10:00:00Z,page_view,Email,\n"
                                        "2,ann,2025-03-02T10:00:00Z,purchase,Direct,\n"));
    // Half an hour late is not late; a day is, and the purchase has another first touchpoint then.
    load_rows(database, "3,ann,2025-03-02T09:40:00Z,page_view,Direct,\n");
    take_all_in(database);
    load_rows(database, "4,ann,2025-02-27T08:00:00Z,page_view,Paid Search,\n");
    take_all_in(database);
    connection on = database.connect();
    const json answer = quality_report(on, {});
    check_schema("quality", answer);
    CHECK(answer.at("late_events").at("count") == 1);
    const json& days = answer.at("late_events").at("moved_credit");
    std::int64_t moved = 0;
    for (const json& each : days) moved += each.at("conversions").get<std::int64_t>();
    CHECK(moved == 2);  // the session of the purchase began earlier, and then another before it
    const json history = status_history_report(on);
    check_schema("status_history", history);
    REQUIRE(history.at("minutes").size() == 1440);
    std::int64_t events = 0;
    bool has_lag = false;
    for (const json& each : history.at("minutes")) {
        events += each.at("events").get<std::int64_t>();
        has_lag |= !each.at("lag_ms").is_null();
    }
    CHECK(events == 2);
    CHECK(has_lag);
}

TEST_CASE("unattributed conversions say why") {
    const temporary_database database;
    attribution_options how;
    how.lookback = microseconds{0};
    fill(database,
         header + std::string("1,ann,2025-03-01T10:00:00Z,page_view,Email,\n"
                              "2,ann,2025-03-01T10:05:00Z,purchase,Direct,\n"
                              "3,bob,2025-03-01T10:05:00Z,purchase,Direct,\n"),
         how);
    connection on = database.connect();
    const json answer = quality_report(on, {});
    check_schema("quality", answer);
    const json& unattributed = answer.at("unattributed");
    CHECK(unattributed.at("of") == 2);
    CHECK(unattributed.at("conversions") == 1);
    CHECK(unattributed.at("by_reason") ==
          json::array({{{"reason", "session_before_lookback"}, {"conversions", 1}}}));
}

TEST_CASE("the last verification is shown table by table") {
    const temporary_database database;
    fill(database, worked_example());
    verification found;
    found.stored_by = "cpp";
    found.checked_by = "sql";
    connection on = database.connect();
    note_verification(on, found);
    const json answer = quality_report(on, {});
    check_schema("quality", answer);
    CHECK(answer.at("last_verify").at("is_equal") == true);
    CHECK(answer.at("last_verify").at("tables").size() == table_count);
}

}  // namespace attrib::test
