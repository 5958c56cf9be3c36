// The API without sockets: what is at once, what comes later, what is refused.
#include <atomic>
#include <future>
#include <libattrib/http/api.hpp>
#include <tests/catch.hpp>
#include <tests/http/local_server.hpp>
#include <tests/http/served.hpp>
#include <tests/support/loads.hpp>

namespace attrib::test {
namespace {

struct asked {
    shared_response response;
    bool is_stream = false;
    bool was_at_once = false;
};

http_request request_of(std::string_view target, http_method method = http_method::get) {
    http_request request;
    request.method = method;
    request.method_name = method == http_method::post ? "POST" : "GET";
    request.target = target;
    request.host = "localhost";
    return request;
}

asked ask(api& requests, const http_request& request) {
    std::promise<shared_response> later;
    if (auto reply =
            requests.answer(request, [&](const shared_response& got) { later.set_value(got); }))
        return {reply->response, reply->is_stream, true};
    return {later.get_future().get()};
}

int status_of(api& requests, std::string_view target, std::string_view accept = {}) {
    http_request request = request_of(target);
    request.accept = accept;
    return ask(requests, request).response->status();
}

}  // namespace

TEST_CASE("a report is computed for the first asker and ready for the next") {
    const temporary_database database;
    load_worked_example(database);
    local_server server({.database = database.name()});
    const asked first = ask(server.requests, request_of("/api/v1/totals"));
    CHECK(first.response->status() == 200);
    CHECK_FALSE(first.was_at_once);
    const asked next = ask(server.requests, request_of("/api/v1/totals"));
    CHECK(next.was_at_once);
    CHECK(next.response == first.response);
    CHECK(server.metrics.answers_ready == 1);
    http_request csv = request_of("/api/v1/totals");
    csv.accept = "text/csv";
    const asked as_csv = ask(server.requests, csv);
    CHECK(as_csv.response->body().starts_with("model,currency,"));
    CHECK(ask(server.requests, csv).was_at_once);
    CHECK(ask(server.requests, request_of("/api/v1/totals")).response == first.response);
}

TEST_CASE("Accept decides between JSON, CSV and 406; `format` goes before it") {
    const temporary_database database;
    load_worked_example(database);
    local_server server({.database = database.name()});
    struct expectation {
        const char *target, *accept;
        int status;
    };
    for (int round = 0; round < 2; ++round)  // from the database, then from the cache
        for (const expectation& each : {expectation{"/api/v1/totals", "application/json", 200},
                                        {"/api/v1/totals", "text/csv, */*;q=0.1", 200},
                                        {"/api/v1/totals", "text/html", 406},
                                        {"/api/v1/totals", "application/json;q=0", 406},
                                        {"/api/v1/totals?format=csv", "text/html", 200},
                                        {"/api/v1/conversions/d", "text/csv", 406},
                                        {"/api/v1/conversions/d", "text/csv, */*", 200},
                                        {"/api/v1/status", "text/csv", 406},
                                        {"/api/v1/openapi.json", "text/html", 406},
                                        {"/api/v1/stream", "application/json", 406},
                                        {"/healthz", "text/html", 200}}) {
            INFO(each.target << ' ' << each.accept);
            CHECK(status_of(server.requests, each.target, each.accept) == each.status);
        }
}

TEST_CASE("a stream's head is at once, for GET only") {
    local_server server;
    CHECK(ask(server.requests, request_of("/api/v1/stream")).is_stream);
    const asked head = ask(server.requests, request_of("/api/v1/stream", http_method::head));
    CHECK(head.was_at_once);
    CHECK_FALSE(head.is_stream);
}

TEST_CASE("without the database 503, but for what needs none") {
    local_server server;
    for (const char* const path : {"/api/v1/totals", "/api/v1/conversions/x", "/api/v1/status",
                                   "/readyz", "/api/v1/models"}) {
        INFO(path);
        CHECK(status_of(server.requests, path) == 503);
    }
    for (const char* const path : {"/api/v1/openapi.json", "/healthz", "/metrics"}) {
        INFO(path);
        CHECK(status_of(server.requests, path) == 200);
    }
}

TEST_CASE("too many questions for the pool are told to come back") {
    const temporary_database database;
    load_worked_example(database);
    local_setup setup{.database = database.name()};
    setup.readers = {.database = {}, .threads = 1, .most_waiting = 1};
    local_server server(std::move(setup));
    std::promise<void> begun;
    std::promise<void> go;
    REQUIRE(server.readers->submit({[&](connection&) {
                                        begun.set_value();
                                        go.get_future().wait();
                                    },
                                    {}}) == queue_verdict::queued);
    begun.get_future().wait();
    REQUIRE(server.readers->submit({[](connection&) {}, {}}) == queue_verdict::queued);
    const asked refused = ask(server.requests, request_of("/api/v1/totals"));
    CHECK(refused.response->status() == 503);
    CHECK(nlohmann::json::parse(refused.response->body())["type"] == "urn:attrib:problem:too_busy");
    CHECK(status_of(server.requests, "/api/v1/status") == 503);
    go.set_value();
    CHECK(eventually([&] { return status_of(server.requests, "/api/v1/totals") == 200; }));
}

TEST_CASE("an answer is new as soon as the server has heard of the change") {
    const temporary_database database;
    load_worked_example(database);
    local_server server({.database = database.name()});
    CHECK(status_of(server.requests, "/api/v1/conversions/d") == 200);
    CHECK(status_of(server.requests, "/api/v1/conversions/d") == 200);
    std::promise<void> heard;
    server.hub.add_listener([&](const stream_message& message) {
        if (message.text->starts_with("event: reset")) heard.set_value();
    });
    REQUIRE(run_program("attrib-model", "forget --user ann --database \"" + database.name() + "\"")
                .status == 0);
    heard.get_future().wait();
    CHECK(status_of(server.requests, "/api/v1/conversions/d") == 404);
    CHECK(status_of(server.requests, "/api/v1/conversions/d") == 404);
}

TEST_CASE("an answer with a default range is made again when the day is over") {
    const temporary_database database;
    load_worked_example(database);
    std::atomic<timestamp> now{at("2025-03-20T23:59:59Z")};
    local_setup setup{.database = database.name()};
    setup.now = [&now] { return now.load(); };
    local_server server(std::move(setup));
    const auto today = [&](std::string_view target) {
        const asked got = ask(server.requests, request_of(target));
        const json range = json::parse(got.response->body())["range"];
        return range["today"].get<std::string>() + (got.was_at_once ? " ready" : "");
    };
    const std::string fixed = "/api/v1/channels?from=2025-03-01&to=2025-03-31";
    for (const std::string& target : {std::string("/api/v1/totals"), fixed}) {
        now = at("2025-03-20T23:59:59Z");
        CHECK(today(target) == "2025-03-20");
        CHECK(today(target) == "2025-03-20 ready");
        now = at("2025-03-21T00:00:00Z");
        CHECK(today(target) == "2025-03-21");
        CHECK(today(target) == "2025-03-21 ready");
    }
}

TEST_CASE("a purchase dated 2099 moves no default view, and is counted") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name());
    REQUIRE(eventually([&] { return server.get("/api/v1/totals").status == 200; }));
    http_client stream(server.port());
    stream.send(http_request_text("GET", "/api/v1/stream"));
    stream.message("status");
    const json before = server.get("/api/v1/totals").json();
    CHECK(server.get("/api/v1/totals?from=2025-03-01&to=2025-03-31")
              .json()["range"]["conversions_after_today"] == 0);
    const temporary_directory folder;  // POST rejects what is dated in the future
    load_file(folder.write("clock.csv",
                           "event_id,user_pseudo_id,event_timestamp,event_name,event_value\n"
                           "clock,u,2099-12-31T23:59:59Z,purchase,1\n"),
              small_batches(database));
    CHECK(stream.message("totals").first["totals"]["totals"] == before["totals"]);
    json after = server.get("/api/v1/totals").json();
    CHECK(after["range"]["conversions_after_today"] == 1);
    after["range"]["conversions_after_today"] = 0;
    CHECK(after == before);
    // Also in an answer about days of its own.
    CHECK(server.get("/api/v1/totals?from=2025-03-01&to=2025-03-31")
              .json()["range"]["conversions_after_today"] == 1);
    CHECK(server.get("/api/v1/totals?from=2099-12-31&to=2100-01-01").json()["totals"].size() == 2);
    CHECK(server.get("/api/v1/status").json()["newest_event"] == "2025-03-15T10:00:00.000001Z");
}

TEST_CASE("a change has few of many answers made ahead of time") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name());
    const std::string target = "/api/v1/totals?from=2025-03-01&to=2025-03-31&campaign=x";
    http_client client(server.port());
    for (int round = 0; round < 2; ++round)
        for (int i = 0; i < 300; ++i)
            REQUIRE(client.ask("GET", target + std::to_string(i)).status == 200);
    for (int i = 300; i < 1000; ++i)
        REQUIRE(client.ask("GET", target + std::to_string(i)).status == 200);
    REQUIRE(server
                .post(R"({"event_id":"n","user_pseudo_id":"u","event_timestamp":)"
                      R"("2025-03-10T10:00:00Z","event_name":"purchase","event_value":"1"})")
                .status == 200);
    const auto made_ahead = [&] {
        const std::string text = client.ask("GET", "/metrics").body;
        const std::string mark = "\nattrib_pool_seconds_count{for=\"ahead\"} ";
        return std::stoi(text.substr(text.find(mark) + mark.size()));
    };
    REQUIRE(eventually([&] { return made_ahead() >= 64; }));
    CHECK(client.ask("GET", "/api/v1/totals?from=2025-03-01&to=2025-03-31").status == 200);
    CHECK(made_ahead() == 64);
}

TEST_CASE("who asks too much at once is refused; others are served in turn") {
    const temporary_database database;
    load_worked_example(database);
    local_setup setup{.database = database.name()};
    setup.readers.threads = 1;
    setup.readers.max_per_client = 5;
    setup.rules.tokens.add(access_scope::read, read_token);
    local_server server(std::move(setup));
    connection blocking = database.connect();
    std::optional<transaction> lock(std::in_place, blocking);
    blocking.run("lock table mart_channel_daily in access exclusive mode");
    std::vector<http_client> greedy;
    for (int i = 0; i < 20; ++i) {
        greedy.push_back(server.connect());
        greedy.back().send(
            http_request_text("GET", "/api/v1/channels?currency=" + std::to_string(i)));
        // The first is what the only connection waits with; then five may wait for it.
        REQUIRE(eventually([&] {
            return i > 0 || blocking.run("select exists (select from pg_locks where not granted)")
                                .boolean(0, 0);
        }));
    }
    REQUIRE(eventually([&] { return server.metrics.pool_refused_client == 14; }));
    http_client other = server.connect();
    other.send(http_request_text("GET", "/api/v1/channels?currency=x", may_read));
    REQUIRE(eventually([&] { return server.readers->waiting_clients() == 2; }));
    lock.reset();
    CHECK(other.read().status == 200);
    int refused = 0;
    for (http_client& each : greedy) {
        const http_answer answer = each.read();
        CHECK((answer.status == 200 || answer.status == 429));
        if (answer.status != 429) continue;
        ++refused;
        CHECK(answer.header("retry-after") == "5");
        CHECK(answer.json()["type"] == "urn:attrib:problem:too_many_questions");
    }
    CHECK(refused == 14);
}

}  // namespace attrib::test
