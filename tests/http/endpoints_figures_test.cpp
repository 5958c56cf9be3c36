// Every endpoint over a socket, with the figures of spec.md's example.
#include <libattrib/core/time_zone.hpp>
#include <libattrib/http/answer_cache.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

using nlohmann::ordered_json;

ordered_json amount(const char* conversions, const char* revenue) {
    return {{"conversions", conversions}, {"revenue", revenue}};
}

// The example's tables and a server before them; answers as JSON.
class example {
   public:
    example() { load_worked_example(database); }

    ordered_json get(const std::string& target) {
        if (!server) server.emplace(database.name(), std::vector<std::string>{"--refresh", "off"});
        const http_answer answer = server->get("/api/v1" + target);
        INFO(target << ' ' << answer.head << answer.body);
        REQUIRE(answer.status == 200);
        CHECK(answer.header("content-type") == "application/json");
        return answer.json();
    }

    temporary_database database;
    std::optional<served> server;
};

void check_reports(example& asked) {
    const ordered_json totals = asked.get("/totals");
    const std::string today = to_string(time_zone().day_of(system_now()));
    CHECK(totals["range"] == ordered_json{{"from", "2025-03-02"},
                                          {"to", "2025-03-16"},
                                          {"time_zone", "UTC"},
                                          {"is_default", true},
                                          {"today", today},
                                          {"conversions_after_today", 0}});
    REQUIRE(totals["totals"].size() == 2);
    CHECK(totals["totals"][0]["model"] == "first_click");
    CHECK(totals["totals"][0]["currency"] == "EUR");
    CHECK(totals["totals"][0]["revenue"] == "25.00");
    CHECK(totals["totals"][1]["model"] == "last_click");
    CHECK(totals["totals"][1]["attributed"] == amount("2", "25.00"));
    CHECK(totals["conversions"][1]["conversions"] == "2");

    const ordered_json days = asked.get("/timeseries?from=2025-03-14&to=2025-03-17")["data"];
    REQUIRE(days.size() == 6);
    CHECK(days[0] == ordered_json{{"model", "first_click"},
                                  {"date", "2025-03-14"},
                                  {"currency", "EUR"},
                                  {"conversions", "0"},
                                  {"revenue", "0.00"}});
    const ordered_json day = row_in(days, {{"model", "last_click"}, {"date", "2025-03-15"}});
    CHECK(day["conversions"] == "2");
    CHECK(day["revenue"] == "25.00");

    const ordered_json channels = asked.get("/channels")["data"];
    REQUIRE(channels.size() == 6);
    const auto row = [&](const char* model, const char* channel) {
        return row_in(channels, {{"model", model}, {"channel", channel}});
    };
    CHECK(channels[0]["channel"] == "Direct");
    CHECK(row("last_click", "Direct")["revenue"] == "25.00");
    CHECK(row("first_click", "Direct")["conversions"] == "0");
    CHECK(row("first_click", "Email")["revenue"] == "20.00");
    CHECK(row("first_click", "Email")["revenue_share"] == 0.8);
    CHECK(row("first_click", "Paid Search")["revenue"] == "5.00");
    CHECK(row("last_click", "Paid Search")["revenue"] == "0.00");

    const ordered_json email = asked.get("/channels?models=first_click&channel=Email")["data"];
    REQUIRE(email.size() == 1);
    CHECK(email[0]["model"] == "first_click");
    CHECK(asked.get("/totals?currency=USD")["totals"].empty());
    CHECK(asked.get("/campaigns?campaign=(none)")["data"].size() == 6);
    const ordered_json linear = asked.get("/breakdown?by=channel&models=linear")["data"];
    REQUIRE(linear.size() == 3);
    CHECK(linear[0]["channel"] == "Paid Search");
    CHECK(linear[0]["conversions"] == "0.833333");
    CHECK(linear[0]["revenue"] == "9.166667");
}

void check_queries(example& asked) {
    const ordered_json got = asked.get(
        "/query?metrics=conversions,revenue,days_to_convert&dimensions=channel&models=linear");
    const ordered_json paid =
        row_in(got["data"], {{"channel", "Paid Search"}, {"currency", "EUR"}});
    CHECK(paid["conversions"] == "0.833333");
    CHECK(paid["revenue"] == "9.166667");
    CHECK(got["totals"][0]["revenue"] == "25.00");
    const auto post = [&](const std::string& body, const char* lines) {
        return http_client(asked.server->port()).ask("POST", "/api/v1/query", lines, body);
    };
    const std::string query =
        R"({"metrics":["conversions","revenue","days_to_convert"],"dimensions":["channel"],)"
        R"("models":["linear"]})";
    CHECK(post(query, "Content-Type: application/json\r\n").json() == got);
    const http_answer csv = post(query, "Content-Type: application/json\r\nAccept: text/csv\r\n");
    CHECK(csv.header("content-type") == "text/csv; charset=utf-8");
    CHECK(csv.body.starts_with("model,channel,currency,conversions,revenue,days_to_convert\n"));
    CHECK(post("{", "Content-Type: application/json\r\n").status == 400);
    CHECK(post(query, "Content-Type: text/plain\r\n").status == 415);
    const http_answer wrong =
        post(R"({"metrics":["clicks"]})", "Content-Type: application/json\r\n");
    CHECK(wrong.status == 400);
    CHECK(wrong.json()["parameter"] == "metrics");
    CHECK(asked.server->get("/api/v1/query?metrics=sessions,users&dimensions=channel").status ==
          200);
    const http_answer marked = asked.server->get("/api/v1/query?format=csv&bom=true");
    CHECK(marked.body.starts_with("\xef\xbb\xbfmodel,conversions\n"));
}

void check_conversions(example& asked) {
    const ordered_json page = asked.get("/conversions?limit=1");
    REQUIRE(page["data"].size() == 1);
    CHECK(page["data"][0]["conversion_id"] == "e");
    const auto credit = [](const ordered_json& shown, const char* model) {
        return row_in(shown["data"][0]["credits"], {{"model", model}});
    };
    CHECK(credit(page, "first_click")["channel"] == "Paid Search");
    CHECK(credit(page, "last_click")["channel"] == "Direct");
    const ordered_json next =
        asked.get("/conversions?limit=1&cursor=" + page["next_cursor"].get<std::string>());
    REQUIRE(next["data"].size() == 1);
    CHECK(next["data"][0]["conversion_id"] == "d");
    CHECK(credit(next, "first_click")["channel"] == "Email");
    CHECK(next["next_cursor"].is_null());

    const ordered_json journey = asked.get("/conversions/e?user=ann");
    CHECK(journey["models"].size() == 10);
    CHECK(journey["models"][0]["window_from"] == "2025-03-01T10:00:00.000001Z");
    CHECK(journey["conversion"]["conversion_timestamp"] == "2025-03-15T10:00:00.000001Z");
    CHECK(journey["touchpoint_count"] == 2);
    CHECK(row_in(journey["touchpoints"][0]["credits"], {{"model", "linear"}})["credit"] == "0.5");
    const ordered_json first = asked.get("/conversions/e?models=first_click");
    CHECK(first["touchpoints"][0]["credits"].size() == 1);
    CHECK(first["touchpoints"][1]["credits"].empty());
    CHECK(journey["excluded_count"]["before_window"] == 1);
    CHECK(journey["excluded"][0]["channel"] == "Email");
}

void check_paths(example& asked) {
    const ordered_json first = asked.get("/paths?limit=1");
    CHECK(first["path_count"] == 2);
    REQUIRE(first["data"].size() == 1);
    CHECK(first["data"][0]["path"][0] == ordered_json{{"channel", "Email"}, {"times", 1}});
    CHECK(first["data"][0]["length"] == 3);
    const ordered_json next =
        asked.get("/paths?limit=1&cursor=" + first["next_cursor"].get<std::string>());
    CHECK(next["data"][0]["length"] == 2);
    CHECK(next["data"][0]["amounts"][0]["revenue"] == "5.00");
    CHECK(next["next_cursor"].is_null());
    const ordered_json begin = asked.get("/paths?starts_with=Paid+Search&contains=Direct");
    CHECK(begin["selected"]["paths"] == 1);
    CHECK(begin["filters"] ==
          ordered_json{{"contains", {"Direct"}}, {"starts_with", "Paid Search"}});
    CHECK(asked.get("/path-lengths")["average_length"] == 2.5);
    CHECK(asked.get("/days-to-convert")["average_days"] == 13.5);
    const ordered_json roles = asked.get("/roles")["data"];
    CHECK(row_in(roles, {{"channel", "Paid Search"}})["assisted"] == 2);
    CHECK(row_in(roles, {{"channel", "Direct"}})["last"] == 2);
}

}  // namespace

TEST_CASE("every endpoint gives the figures of the worked example") {
    example asked;
    check_reports(asked);
    check_queries(asked);
    check_conversions(asked);
    check_paths(asked);
    const ordered_json events = asked.get("/events/recent?limit=2")["data"];
    REQUIRE(events.size() == 2);
    const ordered_json sessions = asked.get("/sessions/summary?from=2025-03-01&to=2025-03-16");
    CHECK(sessions["totals"]["sessions"] == 3);
    CHECK(sessions["totals"]["events"] == 5);
    CHECK(sessions["totals"]["users"] == 1);
    CHECK(sessions["totals"]["conversions"] == 2);
    CHECK(asked.get("/models")["models"].size() == 12);
    const ordered_json chain = asked.get("/models/markov?from=2025-03-01&to=2025-03-16");
    CHECK(chain["journeys"]["converted"] == 2);
    CHECK(chain["data"][1]["channel"] == "Email");
    CHECK(chain["data"][1]["removal_effect"] == "0.500000000000");
    const ordered_json status = asked.get("/status");
    CHECK(status["newest_event"] == "2025-03-15T10:00:00.000001Z");
    CHECK(status["refresh"] == "off");
    CHECK(status["batches_waiting"] == 0);
    CHECK(status["window"]["lookback_seconds"] == 14 * 86'400);
    CHECK(asked.get("/openapi.json")["openapi"] == "3.1.0");
}

TEST_CASE("what is asked twice is answered from the cache, by its tag, packed, as CSV, by HEAD") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name(), {"--refresh", "off"});
    REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
    const http_answer first = server.get("/api/v1/channels");
    const http_answer again = server.get("/api/v1/channels");
    CHECK(again.body == first.body);
    const std::string tag = first.header("etag");
    REQUIRE(tag.size() > 2);
    CHECK(again.header("etag") == tag);
    const http_answer known = server.get("/api/v1/channels", "If-None-Match: " + tag + "\r\n");
    CHECK(known.status == 304);
    CHECK(known.body.empty());
    const http_answer packed = server.get("/api/v1/channels", "Accept-Encoding: gzip\r\n");
    CHECK(packed.header("content-encoding") == "gzip");
    CHECK(packed.body.starts_with("\x1f\x8b"));
    CHECK(packed.body.size() < first.body.size());
    const http_answer head = http_client(server.port()).ask("HEAD", "/api/v1/channels");
    CHECK(head.status == 200);
    CHECK(head.header("content-length") == std::to_string(first.body.size()));
    const http_answer csv = server.get("/api/v1/channels", "Accept: text/csv\r\n");
    CHECK(csv.header("content-type") == "text/csv; charset=utf-8");
    CHECK(csv.body.starts_with("model,channel,currency,conversions,revenue,"));
    CHECK(csv.body == server.get("/api/v1/channels?format=csv").body);
    const std::string metrics = server.get("/metrics").body;
    CHECK_THAT(metrics, Catch::Matchers::Contains("\nattrib_http_answers_ready_total 4\n"));
}

TEST_CASE("answers of queries keep the order of pipelined requests") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name(), {"--refresh", "off"});
    http_client client(server.port());
    std::string requests;
    for (const char* const target : {"/api/v1/totals", "/healthz", "/api/v1/conversions/d",
                                     "/api/v1/nothing", "/api/v1/models"})
        requests += http_request_text("GET", target);
    client.send(requests);
    CHECK(client.read().json().contains("totals"));
    CHECK(client.read().body == "ok\n");
    CHECK(client.read().json().contains("conversion"));
    CHECK(client.read().status == 404);
    CHECK(client.read().json()["models"].size() == 12);
}

TEST_CASE("before the tables are made reports say so with 503") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    const http_answer answer = server.get("/api/v1/totals");
    CHECK(answer.status == 503);
    CHECK(answer.header("content-type") == "application/problem+json");
    CHECK(answer.header("retry-after") == "1");
    CHECK(answer.json()["type"] == "urn:attrib:problem:stale_tables");
    CHECK(server.get("/api/v1/status").json()["engine"].is_null());
}

}  // namespace attrib::test
