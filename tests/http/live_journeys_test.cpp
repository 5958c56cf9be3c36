// Answers that the server folds from journeys in memory, while refreshes change the tables.
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/marts/refresh.hpp>
#include <tests/http/local_server.hpp>
#include <tests/http/served.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

constexpr const char* event_columns =
    "event_id,user_pseudo_id,event_timestamp,event_name,channel,campaign,event_value,currency\n";

void take_in(const temporary_database& database, const std::string& rows) {
    const temporary_directory folder;
    load_file(folder.write("more.csv", event_columns + rows), small_batches(database));
    static const channel_classifier classifier = default_channel_classifier();
    connection on = database.connect();
    refresher(on, {}, classifier).take_waiting();
}

// What makes journeys of a few people longer, shorter, older or otherwise channelled.
std::string drawn_rows(random_stream& random, int round) {
    static const char* const channels[] = {"Email", "Direct", "Paid Search", ""};
    std::string rows;
    for (int i = 0; i < 6; ++i) {
        const std::uint64_t hour = random.below(100 * 24);
        const timestamp when =
            at("2025-01-01T00:00:00Z") + std::chrono::hours{static_cast<std::int64_t>(hour)};
        const bool converts = random.one_in(3);
        rows += std::to_string(round) + "-" + std::to_string(i) + ",u" +
                std::to_string(random.below(4)) + "," + to_string(when) +
                (converts ? ",purchase," : ",page_view,") + channels[random.below(4)] + "," +
                (random.one_in(2) ? "spring" : "") + (converts ? ",10,EUR\n" : ",,\n");
    }
    return rows;
}

// The server comes to say what the tables do.
void check_follows(const local_server& server, const std::string& target, const json& expected) {
    INFO(target);
    json answer;
    CHECK(eventually([&] {
        answer = fetch(server.port, target).json();
        return answer.at("data") == expected.at("data");
    }));
    CHECK(answer.at("totals") == expected.at("totals"));
}

}  // namespace

TEST_CASE("answers from journeys follow every refresh") {
    const temporary_database database;
    fill(database,
         event_columns + std::string("first,u0,2025-02-01T10:00:00Z,purchase,Email,,5,EUR\n"));
    local_server server({.database = database.name()});
    connection on = database.connect();
    random_stream random(5);
    for (int round = 0; round < 12; ++round) {
        take_in(database, drawn_rows(random, round));
        for (const int lookback : {1, 30, 90}) {
            report_filter filter = days("2025-01-01", "2025-04-15");
            filter.models = {"linear", "time_decay", "shapley"};
            filter.lookback_days = lookback;
            filter.skips_direct = true;
            filter.by = dimension::campaign;
            const std::string target =
                "/api/v1/breakdown?from=2025-01-01&to=2025-04-15&models=linear,time_decay,shapley"
                "&direct=skip&by=campaign&lookback_days=" +
                std::to_string(lookback);
            check_follows(server, target, breakdown_report(on, filter));
        }
        report_filter filter = days("2025-01-01", "2025-04-15");
        const std::string range = "?from=2025-01-01&to=2025-04-15";
        check_follows(server, "/api/v1/paths" + range, paths_report(on, filter));
        check_follows(server, "/api/v1/path-lengths" + range, path_lengths_report(on, filter));
        check_follows(server, "/api/v1/days-to-convert" + range,
                      days_to_convert_report(on, filter));
        filter.by = dimension::campaign;
        check_follows(server, "/api/v1/roles" + range + "&by=campaign", roles_report(on, filter));
    }
    CHECK(server.journeys.figures().hits > 0);
}

}  // namespace attrib::test
