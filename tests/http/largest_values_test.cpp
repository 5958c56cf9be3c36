// The API on rows at the limits of every column at once.
#include <set>
#include <tests/http/served.hpp>
#include <tests/support/json_schema.hpp>
#include <tests/support/largest_events.hpp>
#include <tests/support/loads.hpp>

namespace attrib::test {
namespace {

using nlohmann::ordered_json;

ordered_json json_of(const event& from) {
    ordered_json made;
    for (const column_rule& rule : column_rules)
        if (rule.text != nullptr && !(from.*rule.text).empty())
            made[std::string(rule.name)] = from.*rule.text;
    made["event_timestamp"] = to_string(from.event_timestamp);
    if (from.event_value) made["event_value"] = to_string(*from.event_value);
    return made;
}

void post_all(const served& server, const std::vector<event>& events) {
    constexpr std::size_t events_a_post = 4;  // 1 MiB at most
    for (std::size_t i = 0; i < events.size(); i += events_a_post) {
        ordered_json body = ordered_json::array();
        for (std::size_t j = i; j < std::min(i + events_a_post, events.size()); ++j)
            body.push_back(json_of(events[j]));
        const http_answer answer = server.post(body.dump());
        INFO(answer.body.substr(0, 500));
        REQUIRE(answer.status == 200);
        REQUIRE(answer.json()["accepted"] == body.size());
    }
}

// Events of the last moment come by file: POST rejects those of the future.
void add_all(const served& server, const temporary_database& database,
             const std::vector<event>& events) {
    std::vector<event> live;
    std::string file;
    append_event_header(file);
    for (const event& each : events)
        if (each.event_timestamp < at("2099-01-01T00:00:00Z"))
            live.push_back(each);
        else
            append_event_row(file, each);
    post_all(server, live);
    const temporary_directory folder;
    load_file(folder.write("last.csv", file), small_batches(database));
}

ordered_json get(const served& server, const std::string& target, const std::string& schema) {
    static const json_schemas schemas;
    const http_answer answer = server.get("/api/v1" + target);
    INFO(target << " " << answer.body.substr(0, 500));
    REQUIRE(answer.status == 200);
    CHECK(schemas.why_not(schema, answer.json()) == "");
    return answer.json();
}

// Reads all conversions of the days by pages of one, each with its journey.
std::size_t walk(const served& server, const std::string& days) {
    std::set<std::string> keys;
    std::string cursor;
    while (true) {
        const ordered_json page = get(
            server, "/conversions?limit=1&" + days + (cursor.empty() ? "" : "&cursor=") + cursor,
            "conversions");
        for (const ordered_json& row : page["data"]) {
            const auto key = row["key"].get<std::string>();
            keys.insert(key);
            ordered_json identity = row;
            identity.erase("credits");
            CHECK(get(server, "/conversions/" + key, "journey")["conversion"] == identity);
        }
        if (page["next_cursor"].is_null()) return keys.size();
        cursor = page["next_cursor"].get<std::string>();
    }
}

constexpr const char* first_days = "from=1989-12-31&to=1990-01-03";
constexpr const char* march = "from=2025-03-01&to=2025-03-04";
constexpr const char* last_days = "from=2099-12-30&to=2100-01-01";

}  // namespace

TEST_CASE("every report, page and message gives the largest values") {
    const largest_events largest;
    const temporary_database database;
    const served server(database.name(), largest.flags());
    const std::vector<event>& events = largest.events();
    const auto last = events.end() - 4;
    add_all(server, database, {events.begin(), last});
    const auto wait_for_tables = [&] {
        REQUIRE(eventually([&] {
            return database.value("select bool_and(in_marts) from ingest_batches") == "t";
        }));
    };
    wait_for_tables();
    http_client stream(server.port());
    stream.send(http_request_text("GET", "/api/v1/stream"));
    REQUIRE(stream.read().status == 200);
    add_all(server, database, {last, events.end()});
    wait_for_tables();
    const ordered_json shown = get(server, "/totals", "totals")["totals"];
    REQUIRE(shown.size() == 4);
    while (stream.message("totals").first["totals"]["totals"] != shown) {
    }

    for (const char* const days : {first_days, march, last_days}) {
        const std::string query = std::string("?") + days;
        for (const char* const name :
             {"totals", "timeseries", "channels", "campaigns", "conversions"}) {
            get(server, "/" + std::string(name) + query, name);
            CHECK(server.get("/api/v1/" + std::string(name) + query + "&format=csv").status == 200);
            get(server, "/" + std::string(name) + query + "&models=linear,time_decay,shapley",
                name);
        }
        for (const char* const by : {"source_medium", "landing_page", "country", "conversion_name"})
            get(server, "/breakdown" + query + "&by=" + by, "breakdown");
        for (const auto& [path, schema] : {std::pair{"/paths", "paths"},
                                           {"/path-lengths", "path_lengths"},
                                           {"/days-to-convert", "days_to_convert"},
                                           {"/roles", "roles"}})
            get(server, path + query, schema);
        get(server, "/sessions/summary" + query, "sessions_summary");
    }
    get(server, "/events/recent?limit=100", "recent_events");
    CHECK(walk(server, first_days) == 4);
    CHECK(walk(server, march) == 24);
    CHECK(walk(server, last_days) == 4);
    // Each user has a currency: eight of the largest amounts and four of the smallest.
    const ordered_json totals = get(server, std::string("/totals?") + march, "totals")["totals"];
    REQUIRE(totals.size() == 4);
    for (const ordered_json& row : totals) CHECK(row["revenue"] == "36893488147419.103224");
}

}  // namespace attrib::test
