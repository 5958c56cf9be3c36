// POST /api/v1/events.
#include <libattrib/http/gzip.hpp>
#include <tests/http/served.hpp>
#include <tests/support/hanging_commits.hpp>

namespace attrib::test {
namespace {

using nlohmann::ordered_json;

const std::string key = "Idempotency-Key: order-1\r\n";

std::string event_text(const std::string& id, const std::string& more = {}) {
    return R"({"event_id":")" + id +
           R"(","user_pseudo_id":"u","event_timestamp":"2025-03-01T10:00:00Z",)"
           R"("event_name":"page_view")" +
           more + "}";
}

std::string raw_rows(const temporary_database& database) {
    return database.value("select count(*) from ga4_events_raw");
}

}  // namespace

TEST_CASE("every event is answered by itself: stored, or kept as a reject with its reason") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    const http_answer answer =
        server.post("[" + event_text("a") + ",{\"user_pseudo_id\":\"u\"},17," +
                    event_text("b", R"(,"event_value":"x")") + "," +
                    event_text("c", R"(,"event_value":20.10,"currency":"EUR")") + "]");
    REQUIRE(answer.status == 200);
    const ordered_json body = answer.json();
    CHECK(body["accepted"] == 2);
    CHECK(body["rejected"] == 3);
    CHECK(body["is_replay"] == false);
    const ordered_json& results = body["results"];
    REQUIRE(results.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) CHECK(results[i]["index"] == i);
    CHECK(results[0] == ordered_json{{"index", 0}, {"status", "accepted"}});
    CHECK(results[1]["reason"] == "missing_value");
    CHECK(results[2]["reason"] == "bad_json");
    CHECK(results[3]["reason"] == "bad_value");
    CHECK_FALSE(results[3]["message"].get<std::string>().empty());
    CHECK(results[4]["status"] == "accepted");
    CHECK(raw_rows(database) == "2");
    CHECK(database.value("select event_value from ga4_events_raw where event_id = 'c'") ==
          "20.100000");
    CHECK(database.value("select count(*) from ga4_events_rejected") == "3");
    CHECK(database.value("select rows || ' ' || rejected from ingest_batches") == "2 3");
}

TEST_CASE("referrers of own hosts are pages of the site in events that are sent, too") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--own-host", "pay.example"});
    const std::string page = R"(,"page_location":"https://shop.example/","page_referrer":)";
    const http_answer answer =
        server.post("[" + event_text("own", page + R"("https://a.pay.example/")") + "," +
                    event_text("other", page + R"("https://repay.example/")") + "]");
    REQUIRE(answer.status == 200);
    CHECK(database.value("select string_agg(event_id || ' ' || coalesce(referrer_host, '-'), ',' "
                         "order by event_id) from ga4_events_raw") == "other repay.example,own -");
}

TEST_CASE("a body may begin with a byte-order mark, and hold no event of tomorrow after next") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    const std::string mark = "\xEF\xBB\xBF";
    CHECK(server.post(mark + event_text("a")).json()["accepted"] == 1);
    CHECK(server.post(mark + "[" + event_text("b") + "]").json()["accepted"] == 1);
    CHECK(server.post(mark + event_text("c") + "\n" + event_text("d"), {}, "application/x-ndjson")
              .json()["accepted"] == 2);
    CHECK(server.post(mark).status == 400);
    const ordered_json late =
        server
            .post(R"({"user_pseudo_id":"u","event_timestamp":"2099-03-01T10:00:00Z",)"
                  R"("event_name":"purchase"})")
            .json();
    CHECK(late["accepted"] == 0);
    CHECK(late["results"][0]["reason"] == "timestamp_future");
    CHECK(raw_rows(database) == "4");
}

TEST_CASE("one event, an array, NDJSON with and without a line end") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    const std::string ndjson = "application/x-ndjson";
    CHECK(server.post(event_text("a")).json()["accepted"] == 1);
    CHECK(server.post("[]").json()["results"].empty());
    CHECK(
        server.post(event_text("b") + "\r\n\n" + event_text("c"), {}, ndjson).json()["accepted"] ==
        2);
    CHECK(server.post(event_text("d") + "\n", {}, ndjson + "; charset=utf-8").json()["accepted"] ==
          1);
    CHECK(server.post("nonsense\n", {}, ndjson).json()["rejected"] == 1);
    CHECK(raw_rows(database) == "4");
}

TEST_CASE("NDJSON over several lines, and bodies of GA4's Measurement Protocol") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    std::string over_lines = event_text("a");
    for (std::size_t at = 0; (at = over_lines.find(',', at)) != std::string::npos; at += 2)
        over_lines.insert(at + 1, "\n");
    CHECK(server.post(over_lines + "\n" + over_lines, {}, "application/x-ndjson")
              .json()["accepted"] == 2);
    const std::string body =
        R"({"client_id":"c","timestamp_micros":1740823200000000,"events":[{"name":"x"},{},)"
        R"({"name":"y"}]})";
    const ordered_json results =
        server.post("[" + body + ",[" + body + "],[],5]").json()["results"];
    REQUIRE(results.size() == 6);
    for (std::size_t i = 0; i < results.size(); ++i)
        CHECK(results[i]["status"] == (i == 0 || i == 2 ? "accepted" : "rejected"));
    CHECK(raw_rows(database) == "4");
}

TEST_CASE("a body of nothing but rejects costs little: all are counted, the first are kept") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    std::string ones = "[1";
    while (ones.size() < (std::size_t{1} << 20) - 3) ones += ",1";
    const http_answer answer = server.post(ones + "]");
    REQUIRE(answer.status == 200);
    CHECK(answer.body.size() < 200'000);
    const ordered_json body = answer.json();
    CHECK(body["rejected"] == ones.size() / 2);
    CHECK(body["rejected_by_reason"] == ordered_json{{"bad_json", ones.size() / 2}});
    CHECK(body["results"].size() == 1000);
    CHECK(body["results_left_out"] == ones.size() / 2 - 1000);
    CHECK(database.value("select count(*) from ga4_events_rejected") == "1000");
    CHECK(database.value("select rejected from ingest_batches") == std::to_string(ones.size() / 2));
}

TEST_CASE("of very many events the first are listed, and every reject among the first") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    std::string rows;
    for (int i = 0; i < 3000; ++i) rows += event_text(std::to_string(i)) + "\n";
    rows += "17\n{}\n";
    const ordered_json body = server.post(rows, {}, "application/x-ndjson").json();
    CHECK(body["accepted"] == 3000);
    CHECK(body["rejected_by_reason"] == ordered_json{{"bad_json", 1}, {"missing_value", 1}});
    REQUIRE(body["results"].size() == 1002);
    CHECK(body["results"][999]["index"] == 999);
    CHECK(body["results"][1000]["index"] == 3000);
    CHECK(body["results"][1001]["reason"] == "missing_value");
    CHECK(body["results_left_out"] == 2000);
    CHECK(raw_rows(database) == "3000");
}

TEST_CASE("JSON of any depth is refused or rejected, and takes no stack") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    const std::string deep(500'000, '[');
    const std::string closed = deep + std::string(500'000, ']');
    CHECK(server.post(deep).status == 400);
    CHECK(server.post(closed).json()["rejected"] == 1);
    CHECK(server.post(deep, {}, "application/x-ndjson").json()["rejected"] == 1);
    std::string braces;
    while (braces.size() < 1'000'000) braces += "{\"a\":";
    CHECK(server.post(braces).json()["rejected"] == 1);
    CHECK(server.post(R"([{"event_params":)" + closed.substr(0, 100'000) + "}]").status == 400);
    const std::string thousand(5000, '[');
    CHECK(server.post(R"([{"event_params":)" + thousand + std::string(5000, ']') + "}]")
              .json()["rejected"] == 1);
    CHECK(server.post(event_text("a")).json()["accepted"] == 1);
}

TEST_CASE("gzip is undone, within the bound of a body; other codings are refused") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    const std::string gzip = "Content-Encoding: gzip\r\n";
    const std::string body = "[" + event_text("a") + "]";
    CHECK(server.post(gzip_of(body), gzip).json()["accepted"] == 1);
    CHECK(server.post(gzip_of(body), "Content-Encoding: GZip\r\n" + key).json()["is_replay"] ==
          false);
    // A key goes with the events, however they were sent.
    CHECK(server.post(body, "Content-Encoding: identity\r\n" + key).json()["is_replay"] == true);
    const http_answer bomb = server.post(gzip_of(std::string(std::size_t{200} << 20, ' ')), gzip);
    CHECK(bomb.status == 413);
    CHECK(bomb.json()["type"] == "urn:attrib:problem:content_too_large");
    CHECK(server.post(body, gzip).status == 400);
    CHECK(server.post(gzip_of(body).substr(0, 30), gzip).status == 400);
    for (const char* const coding : {"br", "deflate", "gzip, gzip", "zstd", "chunked"}) {
        INFO(coding);
        const http_answer refused =
            server.post(body, std::string("Content-Encoding: ") + coding + "\r\n");
        CHECK(refused.status == 415);
        CHECK(refused.header("accept-encoding") == "gzip, identity");
    }
    CHECK(raw_rows(database) == "2");
}

TEST_CASE("a key again with its body adds nothing and gets the same answer; with another: 422") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    const std::string body = "[" + event_text("a") + ",{}]";
    ordered_json first = server.post(body, key).json();
    CHECK(first["is_replay"] == false);
    first["is_replay"] = true;
    CHECK(server.post(body, key).json() == first);
    const http_answer other = server.post("[" + event_text("b") + "]", key);
    CHECK(other.status == 422);
    CHECK(other.header("content-type") == "application/problem+json");
    CHECK(server.post(body, "Idempotency-Key: order-2\r\n").json()["is_replay"] == false);
    CHECK(server.post(body).json()["is_replay"] == false);
    CHECK(server.post(body).json()["is_replay"] == false);
    CHECK(raw_rows(database) == "4");
    CHECK(server.post(body, "Idempotency-Key: 100% \xc3\xa4\r\n").status == 200);
}

TEST_CASE("a key that many use at once is used once") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    std::vector<http_client> clients;
    for (int i = 0; i < 16; ++i) clients.emplace_back(server.port());
    for (http_client& each : clients)
        each.send(http_request_text("POST", "/api/v1/events",
                                    may_write + key + "Content-Type: application/json\r\n",
                                    event_text("a")));
    int replays = 0;
    for (http_client& each : clients) {
        const http_answer answer = each.read();
        REQUIRE(answer.status == 200);
        replays += answer.json()["is_replay"] == true ? 1 : 0;
    }
    CHECK(replays == 15);
    CHECK(raw_rows(database) == "1");
}

TEST_CASE("a server killed or cut off inside the COMMIT of a request: the same key adds nothing") {
    hanging_commits::allow_standbys();
    for (const bool is_killed : {true, false}) {
        INFO((is_killed ? "killed" : "cut off"));
        const temporary_database database;
        std::optional<served> server(std::in_place, database.name(),
                                     std::vector<std::string>{"--refresh", "off"});
        const std::string request = http_request_text(
            "POST", "/api/v1/events", may_write + key + "Content-Type: application/json\r\n",
            event_text("a"));
        // Takes numbers of batches from their sequence, which is a COMMIT of its own.
        REQUIRE(server->post(event_text("z")).status == 200);
        std::optional<hanging_commits> slow(std::in_place);
        http_client client(server->port());
        client.send(request);
        REQUIRE(eventually([] { return hanging_commits::have_begun(); }));
        if (is_killed) {
            server->send(SIGKILL);
            server->wait();
            server.emplace(database.name(), std::vector<std::string>{"--refresh", "off"});
        } else {
            hanging_commits::cut_off();
            CHECK(client.read().status == 503);
        }
        http_client again(server->port());
        again.send(request);
        const std::string waiting =
            "select count(*) from pg_stat_activity where (wait_event_type = 'Lock' or wait_event = "
            "'SyncRep') and datname = current_database()";
        if (is_killed) REQUIRE(eventually([&] { return database.value(waiting) == "2"; }));
        slow.reset();
        const http_answer answer = again.read();
        CHECK(answer.status == 200);
        CHECK(answer.json()["is_replay"] == true);
        CHECK(raw_rows(database) == "2");
    }
}

TEST_CASE("what is no request of events is refused and stores nothing") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    for (const char* const wrong : {"", "[", "[{}]x", "\"a"}) {
        INFO(wrong);
        const http_answer answer = server.post(wrong);
        CHECK(answer.status == 400);
        CHECK(answer.header("content-type") == "application/problem+json");
    }
    for (const char* const type :
         {"text/csv", "application/x-www-form-urlencoded", "", "application/jsonx"}) {
        INFO(type);
        CHECK(server.post(event_text("a"), {}, type).status == 415);
    }
    CHECK(
        server.post(event_text("a"), "Idempotency-Key: " + std::string(256, 'k') + "\r\n").status ==
        400);
    CHECK(server.post(event_text("a"), "Idempotency-Key: \xff\r\n").status == 400);
    http_client client(server.port());
    CHECK(client.ask("POST", "/api/v1/events?x=1", may_write, "{}").json()["parameter"] == "x");
    CHECK(raw_rows(database) == "0");
    CHECK(database.value("select count(*) from ingest_batches") == "0");
}

TEST_CASE("an answer to POST is no 304, whatever If-None-Match says") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    CHECK(server.post(event_text("a"), "If-None-Match: *\r\n").status == 200);
}

TEST_CASE("events that were posted are in the reports without a restart") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name());
    CHECK(server.get("/api/v1/channels").json()["data"][2]["channel"] == "Email");
    const std::string late =
        R"({"event_id":"late","user_pseudo_id":"ann","event_timestamp":)"
        R"("2025-03-01T10:45:00Z","event_name":"page_view","channel":"Direct"})";
    CHECK(server.post(late).json()["accepted"] == 1);
    CHECK(eventually([&] {
        const auto first = server.get("/api/v1/conversions/e").json()["touchpoints"][0];
        return first["channel"] == "Direct" && first["credits"][0]["model"] == "first_click";
    }));
    CHECK(server.get("/api/v1/channels").json()["data"].size() == 4);
}

}  // namespace attrib::test
