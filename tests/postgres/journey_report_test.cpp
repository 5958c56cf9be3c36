// Why a conversion is credited as it is.
#include <fmt/format.h>

#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

std::vector<std::string> sessions_of(const json& list, const char* what) {
    std::vector<std::string> told;
    for (const json& session : list)
        told.push_back(session.at("session_start").get<std::string>().substr(5, 11) + " " +
                       session.at(what).dump());
    return told;
}

// The credits of each session, e.g. "03-01T10:00 linear first_click".
std::vector<std::string> credited(const json& journey) {
    std::vector<std::string> told;
    for (const json& session : journey.at("touchpoints")) {
        told.push_back(session.at("session_start").get<std::string>().substr(5, 11));
        for (const json& credit : session.at("credits"))
            told.back() += " " + credit.at("model").get<std::string>();
    }
    return told;
}

const report_filter both_clicks{.models = {"first_click", "last_click"}};

}  // namespace

TEST_CASE("the journeys of the worked example") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const json d = journey_report(on, "d", {}, both_clicks);
    check_schema("journey", d);
    CHECK(d.at("time_zone") == "UTC");
    CHECK(d.at("models").at(0) == json({{"name", "first_click"},
                                        {"rule", "first_click"},
                                        {"title", "First click"},
                                        {"lookback_seconds", 1209600},
                                        {"lookback_seconds_by_conversion", json::object()},
                                        {"direct", "keep"},
                                        {"is_materialized", true},
                                        {"meaning", "All credit to the first touchpoint."},
                                        {"window_from", "2025-03-01T10:00:00.000000Z"},
                                        {"touch_count", 3},
                                        {"weight_sum", "1"},
                                        {"is_attributed", true}}));
    CHECK(credited(d) == std::vector<std::string>{"03-01T10:00 first_click", "03-01T11:00",
                                                  "03-15T10:00 last_click"});
    CHECK(d.at("touchpoints").at(0) == json({{"session_id", "ann.1740823200000000"},
                                             {"session_start", "2025-03-01T10:00:00.000000Z"},
                                             {"session_end", "2025-03-01T10:30:00.000000Z"},
                                             {"event_count", 2},
                                             {"channel", "Email"},
                                             {"source", nullptr},
                                             {"medium", nullptr},
                                             {"campaign", nullptr},
                                             {"landing_page", nullptr},
                                             {"device_category", nullptr},
                                             {"country", nullptr},
                                             {"credits",
                                              {{{"model", "first_click"},
                                                {"touch_no", 1},
                                                {"weight", "1"},
                                                {"sharing", 1},
                                                {"share", 1.0},
                                                {"credit", "1"},
                                                {"revenue", "20.00"},
                                                {"rounding", {{"credit", 0}, {"revenue", 0}}}}}}}));
    CHECK(d.at("excluded").empty());
    const json e = journey_report(on, "e", "ann");
    check_schema("journey", e);
    CHECK(e.at("touchpoint_count") == 2);
    CHECK(sessions_of(e.at("excluded"), "reason") ==
          std::vector<std::string>{"03-01T10:00 \"before_window\""});
    CHECK(e.at("excluded_count") == json({{"before_window", 1}, {"after_conversion", 0}}));
    json row = conversions_report(on, {}).at("data").at(0);
    row.erase("credits");
    CHECK(e.at("conversion") == row);
    CHECK(e.at("models").size() == 10);  // all of the tables
    CHECK(journey_report(on, "none", {}).is_null());
    CHECK(journey_report(on, "a", {}).is_null());  // no conversion
    CHECK(journey_report(on, "d", "bob").is_null());
}

TEST_CASE("a session that credits the conversion by both models, and none that does") {
    const temporary_database database;
    attribution_options how;
    how.lookback = std::chrono::minutes{10};
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,channel\n"
         "p1,a,2025-03-01T10:00:00Z,purchase,Email\n"
         "p2,a,2025-03-01T10:20:00Z,purchase,Direct\n",
         how);
    connection on = database.connect();
    CHECK(credited(journey_report(on, "p1", {}, both_clicks)) ==
          std::vector<std::string>{"03-01T10:00 first_click last_click"});
    const json unattributed = journey_report(on, "p2", {});
    check_schema("journey", unattributed);
    for (const json& model : unattributed.at("models")) {
        CHECK(model.at("is_attributed") == false);
        CHECK(model.at("touch_count") == 0);
        CHECK(model.at("weight_sum") == "0");
        CHECK(model.at("window_from") == "2025-03-01T10:10:00.000000Z");
    }
    CHECK(unattributed.at("touchpoints").empty());
    CHECK(unattributed.at("touchpoint_count") == 0);
    CHECK(unattributed.at("excluded").at(0).at("reason") == "before_window");
}

TEST_CASE("where users share an id, the user must be named") {
    const temporary_database database;
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,channel\n"
         "p,a,2025-03-01T10:00:00Z,purchase,Email\n"
         "p,b,2025-03-01T10:00:00Z,purchase,Direct\n");
    connection on = database.connect();
    CHECK(code_of([&] { static_cast<void>(journey_report(on, "p", {})); }) == errc::invalid_option);
    CHECK(journey_report(on, "p", "a").at("touchpoints").at(0).at("channel") == "Email");
    CHECK(journey_report(on, "p", "b").at("touchpoints").at(0).at("channel") == "Direct");
}

TEST_CASE("of many sessions the nearest to the ends are shown, all are counted") {
    const temporary_database database;
    std::string csv = "event_id,user_pseudo_id,event_timestamp,event_name,channel\n";
    const timestamp conversion = at("2025-03-15T10:00:00Z");
    const auto add = [&](int hours, const char* name) {
        csv += fmt::format("{}{},u,{},{},Direct\n", name, hours,
                           to_string(conversion + std::chrono::hours{hours}), name);
    };
    const int window = 14 * 24;
    for (int hours = -window - 30; hours <= 25; ++hours)
        if (hours != -7) add(hours, hours == 0 ? "purchase" : "page_view");
    fill(database, csv);
    connection on = database.connect();
    const json journey = journey_report(on, "purchase0", {});
    check_schema("journey", journey);
    CHECK(journey.at("touchpoint_count") == window);  // both ends in, one hour left out
    CHECK(journey.at("excluded_count") == json({{"before_window", 30}, {"after_conversion", 25}}));
    const json& shown = journey.at("touchpoints");
    REQUIRE(shown.size() == 200);
    const auto start_of = [&](const json& session) {
        return (at(session.at("session_start").get<std::string>()) - conversion) /
               std::chrono::hours{1};
    };
    CHECK(start_of(shown.at(0)) == -window);
    CHECK(start_of(shown.at(99)) == -window + 99);
    CHECK(start_of(shown.at(100)) == -100);  // -99, and one hour left out
    CHECK(start_of(shown.at(199)) == 0);
    const json& excluded = journey.at("excluded");
    REQUIRE(excluded.size() == 40);
    CHECK(start_of(excluded.at(0)) == -window - 20);
    CHECK(start_of(excluded.at(19)) == -window - 1);
    CHECK(start_of(excluded.at(20)) == 1);
    CHECK(start_of(excluded.at(39)) == 20);
}

}  // namespace attrib::test
