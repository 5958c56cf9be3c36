// How a server begins and ends.
#include <tests/http/local_server.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {

TEST_CASE("addresses of this machine, of others, and what is none") {
    for (const char* const own : {"127.0.0.1", "127.1.2.3", "::1", "localhost"}) {
        INFO(own);
        CHECK(is_loopback_address(own).value());
    }
    for (const char* const other : {"0.0.0.0", "::", "192.0.2.1", "::ffff:192.0.2.1", "fe80::1"}) {
        INFO(other);
        CHECK_FALSE(is_loopback_address(other).value());
    }
    for (const char* const wrong :
         {"", "example.org", "127.0.0.1:80", "127.0.0.256", "[::1]", "*"}) {
        INFO(wrong);
        CHECK(is_loopback_address(wrong).error().code == errc::invalid_option);
    }
}

TEST_CASE("a port that is taken is refused") {
    local_server server;
    server_options same;
    same.port = server.port;
    try {
        const attrib::server second(same, server.requests, server.hub, server.metrics);
        FAIL("it was not refused");
    } catch (const failure& refused) {
        CHECK(refused.code() == errc::address_in_use);
        CHECK_THAT(refused.what(), Catch::Matchers::Contains(std::to_string(server.port)));
    }
}

TEST_CASE("a server that stops closes idle connections and streams, slow ones, too, at once") {
    local_setup setup;
    setup.options.drain_timeout = std::chrono::seconds{60};
    setup.options.most_stream_backlog = std::size_t{1} << 30;
    local_server server(std::move(setup));
    http_client idle = server.connect();
    CHECK(idle.ask("GET", "/healthz").status == 200);
    http_client stream = server.connect();
    CHECK(stream.ask("GET", "/api/v1/stream").status == 200);
    http_client slow(server.port, 1024);
    CHECK(slow.ask("GET", "/api/v1/stream").status == 200);
    REQUIRE(eventually([&] { return server.metrics.stream_clients == 2; }));
    for (int i = 1; i <= 16; ++i)
        server.hub.publish(i, framed("events", std::string(1'000'000, 'x'), i));
    const auto before = std::chrono::steady_clock::now();
    server.stop();
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds{20});
    CHECK(idle.read_all().empty());
    CHECK(server.metrics.connections == 0);
    CHECK(server.metrics.stream_clients == 0);
    CHECK_THROWS(server.connect());
}

TEST_CASE("a server that stops ends those who do not finish when its time is over") {
    local_setup setup;
    setup.options.drain_timeout = std::chrono::seconds{1};
    local_server server(std::move(setup));
    http_client half = server.connect();
    half.send("GET /healthz HTTP/1.1\r\n");
    http_client other = server.connect();
    CHECK(other.ask("GET", "/healthz").status == 200);
    server.stop();
    CHECK(half.read_all().empty());
    CHECK(server.metrics.connections == 0);
}

TEST_CASE("SIGTERM answers what is under way and ends with 0") {
    const temporary_database database;
    served server(database.name(), {"--refresh", "off"});
    connection blocking = database.connect();
    transaction lock(blocking);
    blocking.run("lock table ingest_batches in access exclusive mode");
    http_client client(server.port());
    client.send(http_request_text("POST", "/api/v1/events",
                                  may_write + "Content-Type: application/json\r\n",
                                  R"({"user_pseudo_id":"u","event_timestamp":)"
                                  R"("2025-03-01T10:00:00Z","event_name":"a"})"));
    connection watching(test_cluster().database());
    REQUIRE(eventually(
        [&] { return watching.run("select from pg_locks where not granted").rows() != 0; }));
    server.send(SIGTERM);
    REQUIRE(eventually([&] {
        try {
            return !http_client(server.port()).send("x");
        } catch (const std::runtime_error&) {
            return true;
        }
    }));
    lock.commit();
    {
        http_client waiting(std::move(client));
        const http_answer answer = waiting.read();
        CHECK(answer.status == 200);
        CHECK(answer.header("connection") == "close");
        CHECK(waiting.read_all().empty());
    }
    CHECK(server.wait() == 0);
    CHECK(database.value("select count(*) from ga4_events_raw") == "1");
}

TEST_CASE("SIGTERM ends with 0 under load, with the refresh on, by Ctrl-C, too") {
    const temporary_database database;
    load_worked_example(database);
    for (const int signal : {SIGTERM, SIGINT}) {
        served server(database.name());
        http_client stream(server.port());
        stream.send(http_request_text("GET", "/api/v1/stream"));
        stream.message("status");
        std::vector<http_client> clients;
        for (int i = 0; i < 20; ++i) {
            clients.emplace_back(server.port());
            clients.back().send(
                http_request_text("GET", "/api/v1/timeseries?channel=" + std::to_string(i)));
        }
        server.send(signal);
        for (http_client& each : clients) {
            const std::string got = each.read_all();
            CHECK((got.empty() || got.starts_with("HTTP/1.1 200 OK\r\n")));
        }
        clients.clear();
        CHECK(server.wait() == 0);
    }
}

}  // namespace attrib::test
