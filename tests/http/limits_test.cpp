// Too much, too long, too slow, too many.
#include <tests/http/local_server.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

// An answer that refuses, and the end of the connection.
void check_refusal(http_client& client, int status, const char* code) {
    const http_answer answer = client.read();
    CHECK(answer.status == status);
    CHECK(answer.header("connection") == "close");
    CHECK(answer.header("content-type") == "application/problem+json");
    REQUIRE_FALSE(answer.body.empty());
    CHECK(answer.json()["type"] == std::string("urn:attrib:problem:") + code);
    CHECK(client.read_all().empty());
}

void refused(const local_server& server, const std::string& sent, int status, const char* code) {
    INFO(status << ' ' << code);
    http_client client = server.connect();
    client.send(sent);
    check_refusal(client, status, code);
}

local_setup hasty() {
    local_setup setup;
    setup.options.idle_timeout = std::chrono::seconds{1};
    setup.options.request_timeout = std::chrono::seconds{1};
    setup.options.write_timeout = std::chrono::seconds{1};
    return setup;
}

std::string many_headers() {
    std::string lines;
    for (int i = 0; i < 2000; ++i) lines += "X-" + std::to_string(i) + ": y\r\n";
    return lines + lines;
}

const std::string line = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";

}  // namespace

TEST_CASE("targets that are too long: 414; headers that are too large: 431") {
    const local_server server;
    const std::string nine_kib(9 << 10, 'a');
    const std::string twenty_kib(20 << 10, 'a');
    refused(server, http_request_text("GET", "/" + nine_kib), 414, "target_too_long");
    refused(server, http_request_text("GET", "/" + twenty_kib), 414, "target_too_long");
    refused(server, line + "X: " + twenty_kib + "\r\n\r\n", 431, "headers_too_large");
    refused(server, line + many_headers() + "\r\n", 431, "headers_too_large");
    refused(server, std::string(100'000, 'A'), 414, "target_too_long");
    CHECK(server.connect().ask("GET", "/" + std::string(8000, 'a')).status == 404);
    CHECK(server.connect().ask("GET", "/healthz", "X: " + nine_kib + "\r\n").status == 200);
}

TEST_CASE("headers that come in pieces are limited as those that come at once") {
    const local_server server;
    const auto is_alone = [&] { return server.metrics.connections == 1; };
    for (const std::string& piece : {std::string(512, 'a'), "X: " + std::string(512, 'a') + "\r\n",
                                     std::string(20 << 10, 'a')}) {
        http_client client = server.connect();
        REQUIRE(eventually(is_alone));
        client.send(line);
        for (int i = 0; i < 100 && client.send(piece); ++i) continue;
        check_refusal(client, 431, "headers_too_large");
    }
}

TEST_CASE("bodies that are too large: 413, before they are sent where their length is told") {
    const local_server server;
    const std::string begin = "POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\n";
    const std::string too_long = "Content-Length: 1048577\r\n";
    refused(server, begin + too_long + "\r\n", 413, "content_too_large");
    refused(server, begin + too_long + "Expect: 100-continue\r\n\r\n", 413, "content_too_large");
    refused(server, begin + "Content-Length: 999999999999\r\n\r\n", 413, "content_too_large");
    const std::string chunk = "10000\r\n" + std::string(0x10000, 'a') + "\r\n";
    std::string chunks;
    for (int i = 0; i < 17; ++i) chunks += chunk;
    refused(
        server,
        "POST /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
        413, "content_too_large");
    const std::string whole(std::size_t{1} << 20, 'a');
    CHECK(server.connect().ask("POST", "/api/v1/events", {}, whole).status == 403);
}

TEST_CASE("heads of chunks and what follows the last are limited as headers are") {
    const local_server server;
    const std::string begin =
        "POST /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string much(40 << 10, 'a');
    refused(server, begin + "5;" + much, 431, "headers_too_large");
    refused(server, begin + "0\r\nX: " + much, 431, "headers_too_large");
    refused(server, begin + "0\r\n" + many_headers(), 431, "headers_too_large");
}

TEST_CASE("who sends half a request is told 408, who sends none is closed") {
    const local_server server(hasty());
    http_client headers = server.connect();
    headers.send(line);
    http_client body = server.connect();
    body.send("POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n123");
    http_client none = server.connect();
    http_client again = server.connect();
    CHECK(again.ask("GET", "/healthz").status == 200);
    check_refusal(headers, 408, "request_timeout");
    check_refusal(body, 408, "request_timeout");
    CHECK(none.read_all().empty());
    CHECK(again.read_all().empty());
    CHECK(eventually([&] { return server.metrics.connections == 0; }));
}

TEST_CASE("who goes away in the middle, or half, leaves nothing behind") {
    const local_server server;
    for (int i = 0; i < 50; ++i) {
        http_client gone = server.connect();
        gone.send(std::string_view(line).substr(0, static_cast<std::size_t>(i)));
        if (i % 2 == 0) gone.reset();
    }
    http_client half = server.connect();
    half.send(http_request_text("GET", "/healthz"));
    half.finish();
    CHECK(half.read().status == 200);
    CHECK(half.read_all().empty());
    CHECK(eventually([&] { return server.metrics.connections == 0; }));
}

TEST_CASE("who asks and does not read holds up nobody, and is closed") {
    const local_server server(hasty());
    http_client slow(server.port, 1024);
    std::string requests;
    for (int i = 0; i < 400; ++i) requests += http_request_text("GET", "/api/v1/openapi.json");
    slow.send(requests);
    CHECK(server.connect().ask("GET", "/healthz").status == 200);
    CHECK(eventually([&] { return server.metrics.connections == 0; }));
    CHECK_THAT(server.metrics.text(), !Contains("class=\"2xx\"} 401\n"));
}

TEST_CASE("clients that ask and do not read share one copy of an answer") {
    const temporary_directory folder;
    constexpr std::size_t size = std::size_t{8} << 20;
    static_cast<void>(folder.write("index.html", std::string(size, 'a')));
    local_server server({.dashboard = static_files::load(folder.path()).value()});
    const auto unread = [&] { return server.metrics.unread_bytes.load(); };
    std::vector<http_client> clients;
    for (int i = 0; i < 50; ++i) {
        clients.emplace_back(server.port, 1024);
        for (int again = 0; again < 20; ++again)
            clients.back().send(http_request_text("GET", "/index.html"));
    }
    REQUIRE(eventually([&] { return unread() >= size; }));
    const http_answer whole = server.connect().ask("GET", "/index.html");
    CHECK(whole.body.size() == size);
    // Their heads, and the body once.
    CHECK(unread() < size + (std::size_t{1} << 20));
    CHECK(server.metrics.slow_readers_closed == 0);
    for (int again = 0; again < 20; ++again) REQUIRE(clients.front().read().body == whole.body);
    clients.clear();
    CHECK(eventually([&] { return unread() == 0; }));
}

TEST_CASE("over the bound of what is not read, the slowest readers are closed") {
    const temporary_directory folder;
    constexpr std::size_t size = std::size_t{8} << 20;
    for (const char* const name : {"index.html", "b.html", "c.html"})
        static_cast<void>(folder.write(name, std::string(size, *name)));
    local_setup setup{.dashboard = static_files::load(folder.path()).value()};
    setup.options.max_unread_bytes = 2 * size + size / 2;
    local_server server(std::move(setup));
    std::vector<http_client> slow;
    for (const char* const path : {"/index.html", "/b.html", "/c.html"}) {
        slow.emplace_back(server.port, 1024);
        slow.back().send(http_request_text("GET", path));
        REQUIRE(eventually([&] {
            return server.metrics.unread_bytes >= std::min(slow.size(), std::size_t{2}) * size;
        }));
    }
    CHECK(eventually([&] { return server.metrics.slow_readers_closed == 1; }));
    CHECK_THROWS(slow.front().read());
    CHECK(slow[1].read().body == std::string(size, 'b'));
    CHECK(slow[2].read().body == std::string(size, 'c'));
}

TEST_CASE("who reads, but hardly, is closed when its time is over") {
    const temporary_directory folder;
    static_cast<void>(folder.write("index.html", std::string(std::size_t{8} << 20, 'a')));
    local_setup setup{.dashboard = static_files::load(folder.path()).value()};
    setup.options.write_timeout = std::chrono::seconds{1};
    setup.options.min_bytes_per_second = std::size_t{8} << 20;
    local_server server(std::move(setup));
    http_client slow(server.port, 1024);
    slow.send(http_request_text("GET", "/index.html"));
    // Each byte would restart the time, were it only that of no progress.
    std::size_t taken = 0;
    while (server.metrics.slow_readers_closed == 0 && !slow.read_some(1024).empty()) {
        taken += 1024;
        ::usleep(5000);
    }
    CHECK(server.metrics.slow_readers_closed == 1);
    CHECK(taken < (std::size_t{8} << 20));
}

TEST_CASE("bodies that are being sent are bounded in all: 503, and room again when they are gone") {
    local_setup setup;
    setup.options.max_request_bytes = 310'000;
    local_server server(std::move(setup));
    const std::string head = "POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: ";
    std::vector<http_client> clients;
    for (int i = 0; i < 2; ++i) {
        clients.push_back(server.connect());
        clients.back().send(head + "150001\r\n\r\n" + std::string(150'000, 'a'));
        CHECK(eventually([&] { return server.metrics.connections == i + 1; }));
    }
    http_client third = server.connect();
    // A small one: what the server has not read yet of the others must find room beside it.
    REQUIRE(eventually([&] {
        http_client probe = server.connect();
        probe.send(head + "12000\r\n\r\n" + std::string(12'000, 'a'));
        return probe.read().status == 503;
    }));
    for (http_client& each : clients) {
        each.send("b");
        CHECK(each.read().status == 405);
    }
    third.send(head + "150000\r\n\r\n" + std::string(150'000, 'a'));
    CHECK(third.read().status == 405);
}

TEST_CASE("more headers than anyone needs: 431") {
    const local_server server;
    std::string lines;
    for (int i = 0; i < 99; ++i) lines += "X: y\r\n";
    CHECK(server.connect().ask("GET", "/healthz", lines).status == 200);
    CHECK(server.connect().ask("GET", "/healthz", lines + "X: y\r\n").status == 431);
}

TEST_CASE("who may not post is told so before the body is read") {
    access_rules rules;
    rules.tokens.add(access_scope::write, write_token);
    const local_server server({.rules = std::move(rules)});
    http_client client = server.connect();
    client.send(
        "POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");
    check_refusal(client, 401, "unauthorized");
}

TEST_CASE("connections over the limits are told so: 429 for one address, 503 for all") {
    local_setup setup;
    setup.options.most_per_address = 2;
    const local_server each(std::move(setup));
    local_setup small;
    small.options.most_connections = 2;
    const local_server all(std::move(small));
    for (const auto& [server, status, after] : {std::tuple{&each, 429, "5"}, {&all, 503, "1"}}) {
        INFO(status);
        http_client one = server->connect();
        {
            http_client two = server->connect();
            CHECK(one.ask("GET", "/healthz").status == 200);
            CHECK(two.ask("GET", "/healthz").status == 200);
            http_client three = server->connect();
            const http_answer refusal = three.ask("GET", "/healthz");
            CHECK(refusal.status == status);
            CHECK(refusal.header("retry-after") == after);
            CHECK(refusal.header("content-type") == "application/problem+json");
            CHECK(three.read_all().empty());
        }
        CHECK(server->metrics.connections_refused == 1);
        const local_server& of = *server;
        CHECK(eventually([&] { return of.metrics.connections == 1; }));
        CHECK(of.connect().ask("GET", "/healthz").status == 200);
    }
}

TEST_CASE("a thousand idle connections hold up nobody, and each still works") {
    raise_descriptor_limit();
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name());
    std::vector<http_client> clients;
    for (int i = 0; i < 1000; ++i) clients.emplace_back(server.port());
    CHECK_THAT(server.get("/metrics").body, Contains("\nattrib_http_connections 1001\n"));
    CHECK(server.get("/api/v1/totals").status == 200);
    int answered = 0;
    for (http_client& each : clients) answered += each.ask("GET", "/healthz").status == 200 ? 1 : 0;
    CHECK(answered == 1000);
}

}  // namespace attrib::test
