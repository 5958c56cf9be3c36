// Deliveries as they arrived, and sessions.
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

// "id channel conversion first last" of each event.
std::string told(const json& events) {
    std::string text;
    for (const json& row : events) {
        text += row.at("event_id").is_null() ? "-" : row.at("event_id").get<std::string>();
        text += " " + row.at("channel").dump();
        if (const json& made = row.at("conversion"); !made.is_null())
            text += " " + made.at("conversion_id").get<std::string>() + " " +
                    row_of(made.at("credits"), {{"model", "first_click"}}).at("channel").dump() +
                    " " +
                    row_of(made.at("credits"), {{"model", "last_click"}}).at("channel").dump();
        text += "\n";
    }
    return text;
}

}  // namespace

TEST_CASE("deliveries of the worked example, copies among them") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const json answer = recent_events_report(on, 100);
    check_schema("recent_events", answer);
    CHECK(told(answer.at("data")) ==
          "e \"Direct\" e \"Paid Search\" \"Direct\"\n"
          "d \"Direct\" d \"Email\" \"Direct\"\n"
          "d \"Direct\" d \"Email\" \"Direct\"\n"
          "c \"Paid Search\"\nb \"Direct\"\na \"Email\"\n");
    CHECK(answer.at("data").at(1) ==
          json({{"event_id", "d"},
                {"user_pseudo_id", "ann"},
                {"event_timestamp", "2025-03-15T10:00:00.000000Z"},
                {"event_name", "purchase"},
                {"channel", "Direct"},
                {"source", nullptr},
                {"medium", nullptr},
                {"campaign", nullptr},
                {"page_location", nullptr},
                {"device_category", nullptr},
                {"country", nullptr},
                {"event_value", "20.00"},
                {"currency", "EUR"},
                {"transaction_id", nullptr},
                {"conversion",
                 {{"conversion_id", "d"},
                  {"key", conversions_report(on, {}).at("data").at(1).at("key")},
                  {"credits", json::array({{{"model", "first_click"}, {"channel", "Email"}},
                                           {{"model", "last_click"}, {"channel", "Direct"}}})}}}}));
    CHECK(told(recent_events_report(on, 1).at("data")) ==
          "e \"Direct\" e \"Paid Search\" \"Direct\"\n");
}

TEST_CASE("channels come from staging; what does not count is no conversion") {
    const temporary_database database;
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,source,medium,page_location,"
         "transaction_id\n"
         "p1,u,2025-03-01T10:00:00Z,purchase,google,cpc,,t\n"
         "p2,u,2025-03-01T10:01:00Z,purchase,google,cpc,,t\n"        // the same transaction
         "p1,u,2025-03-01T10:02:00Z,purchase,newsletter,email,,t\n"  // a copy that came later
         ",u,2025-03-01T10:03:00Z,purchase,,,/thanks,\n"
         ",u,2025-03-01T10:03:00Z,page_view,,,/thanks,\n");
    connection on = database.connect();
    const json data = recent_events_report(on, 100).at("data");
    CHECK(told(data) ==
          "- \"Direct\"\n"
          "- \"Direct\" u.1740823380000000.purchase./thanks \"Paid Search\" \"Paid Search\"\n"
          "p1 \"Paid Search\" p1 \"Paid Search\" \"Paid Search\"\n"
          "p2 \"Paid Search\"\n"
          "p1 \"Paid Search\" p1 \"Paid Search\" \"Paid Search\"\n");
    const json journey = journey_report(on, "u.1740823380000000.purchase./thanks", {});
    CHECK(journey.at("conversion").at("user_pseudo_id") == "u");
}

TEST_CASE("recent events walk back over batches that the tables hold") {
    const temporary_database database;
    const std::string header = "event_id,user_pseudo_id,event_timestamp,event_name,channel\n";
    fill(database, header + "a,u,2025-03-01T12:00:00Z,page_view,Direct\n");
    fill(database, header + "b,u,2025-03-01T10:00:00Z,page_view,Direct\n" +
                       "c,u,2025-03-01T11:00:00Z,page_view,Direct\n");
    const temporary_directory folder;
    load_file(folder.write("d.csv", header + "d,u,2025-03-01T13:00:00Z,page_view,Direct\n"),
              small_batches(database));
    connection on = database.connect();
    const auto ids = [](const json& events) {
        std::string text;
        for (const json& row : events) text += row.at("event_id").get<std::string>();
        return text;
    };
    CHECK(ids(recent_events_report(on, 100).at("data")) == "acb");
    CHECK(ids(recent_events_report(on, 2).at("data")) == "cb");  // of the batch that came last
    CHECK(ids(recent_events_report(on, 1).at("data")) == "c");
    std::vector<std::int64_t> batches;
    const query_result known = on.run("select batch_id from ingest_batches order by batch_id");
    for (std::size_t i = 0; i < known.rows(); ++i) batches.push_back(known.integer(i, 0));
    REQUIRE(batches.size() == 3);
    CHECK(ids(events_of_batches(on, {batches[0], batches[2]}, 10)) == "da");
    CHECK(events_of_batches(on, {batches[2]}, 10).at(0).at("channel") == "Direct");
    CHECK(events_of_batches(on, {}, 10) == json::array());
    CHECK(ids(events_of_batches(on, batches, 3)) == "dac");
}

TEST_CASE("sessions by channel, users once in all") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const json answer = sessions_report(on, {});
    check_schema("sessions_summary", answer);
    CHECK(answer.at("range").at("from") == "2025-03-02");
    CHECK(answer.at("totals") == json({{"sessions", 1},
                                       {"users", 1},
                                       {"events", 2},
                                       {"converting_sessions", 1},
                                       {"conversions", 2}}));
    const json all = sessions_report(on, days("2025-03-01", "2025-03-16"));
    CHECK(all.at("totals") == json({{"sessions", 3},
                                    {"users", 1},
                                    {"events", 5},
                                    {"converting_sessions", 1},
                                    {"conversions", 2}}));
    REQUIRE(all.at("data").size() == 3);
    CHECK(all.at("data").at(1) == json({{"channel", "Email"},
                                        {"sessions", 1},
                                        {"users", 1},
                                        {"events", 2},
                                        {"converting_sessions", 0},
                                        {"conversions", 0}}));
    report_filter email = days("2025-03-01", "2025-03-16");
    touch_filter(email, touch_column::channel) = "Email";
    CHECK(sessions_report(on, email).at("totals").at("sessions") == 1);
    CHECK(sessions_report(on, days("2025-03-01", "2025-03-02")).at("totals").at("sessions") == 2);
}

}  // namespace attrib::test
