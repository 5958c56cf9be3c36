// The API without sockets: what is at once, what comes later, what is refused.
#include <future>
#include <libattrib/http/api.hpp>
#include <tests/catch.hpp>
#include <tests/http/local_server.hpp>
#include <tests/http/served.hpp>

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
    CHECK(as_csv.response->body().starts_with("currency,"));
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
                                    {}}));
    begun.get_future().wait();
    REQUIRE(server.readers->submit({[](connection&) {}, {}}));
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

}  // namespace attrib::test
