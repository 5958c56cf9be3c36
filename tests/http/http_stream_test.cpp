// GET /api/v1/stream.
#include <libattrib/http/event_message.hpp>
#include <tests/http/local_server.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

using nlohmann::ordered_json;

std::string purchase(int number) {
    return R"({"event_id":"p)" + std::to_string(number) +
           R"(","user_pseudo_id":"bob","event_timestamp":"2025-03-15T11:00:00Z",)"
           R"("event_name":"purchase","channel":"Email","event_value":1,"currency":"EUR"})";
}

http_client listening(std::uint16_t port, const std::string& lines = {}, int receive_buffer = 0) {
    http_client client(port, receive_buffer);
    client.send(http_request_text("GET", "/api/v1/stream", lines));
    const http_answer head = client.read();
    REQUIRE(head.status == 200);
    REQUIRE(head.header("content-type") == "text/event-stream");
    return client;
}

std::int64_t conversions_in(const ordered_json& totals) {
    const ordered_json last_click = row_in(totals["totals"], {{"model", "last_click"}});
    return std::stoll(last_click["conversions"].get<std::string>());
}

}  // namespace

TEST_CASE("a client is told the state, then what changes; an answer asked for then is new") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name());
    http_client client = listening(server.port());
    CHECK(client.message("status").first["is_live"] == true);
    for (int i = 1; i <= 20; ++i) {
        REQUIRE(conversions_in(server.get("/api/v1/totals").json()) == i + 1);
        REQUIRE(server.post(purchase(i)).status == 200);
        const auto [events, id] = client.message("events");
        REQUIRE(conversions_in(server.get("/api/v1/totals").json()) == i + 2);
        CHECK(events["count"] == 1);
        REQUIRE(events["events"].size() == 1);
        CHECK(events["events"][0]["event_id"] == "p" + std::to_string(i));
        const ordered_json& credits = events["events"][0]["conversion"]["credits"];
        CHECK(row_in(credits, {{"model", "last_click"}})["channel"] == "Email");
        CHECK(std::to_string(events["change"].get<std::int64_t>()) == id);
    }
    ordered_json totals;
    do totals = client.message("totals").first;
    while (conversions_in(totals["totals"]) != 22);
    CHECK(totals["from"] == "2025-03-15");
    CHECK(totals["to"] == "2025-03-15");
}

TEST_CASE("Last-Event-ID goes on after what was seen; from too long ago it starts over") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name());
    std::string seen;
    {
        http_client client = listening(server.port());
        client.message("status");
        REQUIRE(server.post(purchase(1)).status == 200);
        seen = client.message("events").second;
    }
    http_client other = listening(server.port());
    for (int i = 2; i <= 3; ++i) {
        REQUIRE(server.post(purchase(i)).status == 200);
        other.message("events");
    }
    http_client back = listening(server.port(), "Last-Event-ID: " + seen + "\r\n");
    CHECK(back.message("events").first["events"][0]["event_id"] == "p2");
    CHECK(back.message("events").first["events"][0]["event_id"] == "p3");
    http_client late = listening(server.port(), "Last-Event-ID: 0\r\n");
    const auto [reset, id] = late.message("reset");
    CHECK(std::to_string(reset["change"].get<std::int64_t>()) == id);
    for (const char* const odd : {"x", "", "1e3", "99999999999999999999"}) {
        http_client client =
            listening(server.port(), std::string("Last-Event-ID: ") + odd + "\r\n");
        CHECK(client.message("status").first["is_live"] == true);
    }
}

TEST_CASE("tables that were rebuilt are told by a reset") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name(), {"--refresh", "off"});
    http_client client = listening(server.port());
    client.message("status");
    REQUIRE(run_program("attrib-model", "build --database \"" + database.name() + "\"").status ==
            0);
    CHECK(client.message("reset").first["change"] ==
          std::stoll(database.value("select last_value from attrib_change")));
}

TEST_CASE("a thousand clients are told the same") {
    raise_descriptor_limit();
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name());
    std::vector<http_client> clients;
    for (int i = 0; i < 1000; ++i) clients.push_back(listening(server.port()));
    CHECK_THAT(server.get("/metrics").body,
               Catch::Matchers::Contains("\nattrib_stream_clients 1000\n"));
    REQUIRE(server.post(purchase(1)).status == 200);
    int told = 0;
    for (http_client& each : clients)
        told += each.message("events").first["events"][0]["event_id"] == "p1" ? 1 : 0;
    CHECK(told == 1000);
    clients.clear();
    CHECK(eventually([&] {
        return server.get("/metrics").body.find("\nattrib_stream_clients 0\n") != std::string::npos;
    }));
}

TEST_CASE("who has read the head of the stream hears all that is published from then on") {
    local_server server;
    for (std::int64_t number = 1; number <= 3000; ++number) {
        http_client client = listening(server.port);
        server.hub.publish(number, framed("events", "{}", number));
        REQUIRE(client.message("events").second == std::to_string(number));
    }
}

TEST_CASE("a client that reads too slowly is dropped; the others hear everything") {
    local_server server;
    http_client slow = listening(server.port, {}, 1024);
    http_client quick = listening(server.port);
    REQUIRE(eventually([&] { return server.metrics.stream_clients == 2; }));
    const std::string data = "\"" + std::string(100'000, 'x') + "\"";
    std::int64_t number = 0;
    while (server.metrics.stream_dropped == 0 && number < 1000) {
        ++number;
        server.hub.publish(number, framed("events", data, number));
        REQUIRE(quick.message("events").second == std::to_string(number));
    }
    CHECK(server.metrics.stream_dropped == 1);
    CHECK(eventually([&] { return server.metrics.stream_clients == 1; }));
    server.hub.publish_state(framed("end", "{}"));
    CHECK(quick.message("end").first.empty());
    CHECK(slow.read_until(std::string(100'000, 'y')).empty());
}

TEST_CASE("a client that reads is never cut off, however long a message is") {
    local_server server;
    http_client client = listening(server.port);
    REQUIRE(eventually([&] { return server.metrics.stream_clients == 1; }));
    for (int i = 1; i <= 20; ++i) {
        const std::string data = "\"" + std::string(3'000'000, 'x') + "\"";
        server.hub.publish(i, framed("events", data, i));
        REQUIRE(client.message("events").second == std::to_string(i));
    }
    CHECK(server.metrics.stream_dropped == 0);
}

TEST_CASE("who comes back for all that was kept is not cut off by what comes meanwhile") {
    local_server server;
    const std::string data = "\"" + std::string(100'000, 'x') + "\"";
    for (int i = 1; i <= 38; ++i) server.hub.publish(i, framed("events", data, i));
    http_client client = listening(server.port, "Last-Event-ID: 1\r\n", 1024);
    REQUIRE(eventually([&] { return server.metrics.stream_clients == 1; }));
    for (int i = 39; i <= 42; ++i) server.hub.publish(i, framed("events", data, i));
    for (int i = 2; i <= 42; ++i) REQUIRE(client.message("events").second == std::to_string(i));
    CHECK(server.metrics.stream_dropped == 0);
}

TEST_CASE("events with very long texts are told within the bound of a message") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name());
    http_client client = listening(server.port());
    client.message("status");
    const std::string page(2000, 'p');
    std::string rows;
    for (int i = 0; i < 400; ++i)
        rows += R"({"event_id":"l)" + std::to_string(i) +
                R"(","user_pseudo_id":"u","event_timestamp":"2025-03-15T11:00:00Z",)"
                R"("event_name":"page_view","page_location":")" +
                page + "\",\"campaign\":\"" + page.substr(0, 200) + "\"}\n";
    REQUIRE(server.post(rows, {}, "application/x-ndjson").json()["accepted"] == 400);
    const ordered_json told = client.message("events").first;
    CHECK(told["count"] == 400);
    CHECK(told.dump().size() < max_message_bytes + 200);
    CHECK(told["more"].get<std::size_t>() + told["events"].size() == 400);
    CHECK(told["events"].size() > 100);
    CHECK(told["events"][0]["cut"] == ordered_json{"page_location"});
}

TEST_CASE("a client that takes nothing at all is dropped when its time is over") {
    local_setup setup;
    setup.options.write_timeout = std::chrono::seconds{1};
    setup.options.most_stream_backlog = std::size_t{1} << 30;
    local_server server(std::move(setup));
    const http_client slow = listening(server.port, {}, 1024);
    REQUIRE(eventually([&] { return server.metrics.stream_clients == 1; }));
    const std::string data = "\"" + std::string(1'000'000, 'x') + "\"";
    for (int i = 1; i <= 16; ++i) server.hub.publish(i, framed("events", data, i));
    CHECK(eventually([&] { return server.metrics.stream_dropped == 1; }));
    CHECK(eventually([&] { return server.metrics.connections == 0; }));
    CHECK(server.metrics.stream_clients == 0);
}

TEST_CASE("clients that come back under a storm of messages miss none and hear none twice") {
    local_server server;
    constexpr std::int64_t messages = 3000;
    std::jthread publishing([&] {
        for (std::int64_t i = 1; i <= messages; ++i)
            server.hub.publish(i, framed("events", std::to_string(i), i));
    });
    std::int64_t seen = 0;
    bool is_whole = true;
    while (seen < messages) {
        http_client client =
            listening(server.port, "Last-Event-ID: " + std::to_string(seen) + "\r\n");
        for (int i = 0; i < 100 && seen < messages; ++i) {
            is_whole &= client.message("events").first == seen + 1;
            ++seen;
        }
    }
    CHECK(is_whole);
}

TEST_CASE("what a stream is asked wrong") {
    const local_server server;
    CHECK(server.connect().ask("GET", "/api/v1/stream", "Accept: application/json\r\n").status ==
          406);
    const http_answer wrong = server.connect().ask("GET", "/api/v1/stream?from=1");
    CHECK(wrong.status == 400);
    CHECK(wrong.json()["parameter"] == "from");
}

}  // namespace attrib::test
