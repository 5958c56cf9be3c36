// What is HTTP and what is not, byte by byte.
#include <tests/http/local_server.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

using namespace std::string_literals;

struct exchange {
    std::string sent;
    int status;
};

const std::string host = "Host: localhost\r\n";

// The status of what comes back; the client says that nothing more is to come.
int status_of(const local_server& server, const std::string& sent) {
    http_client client = server.connect();
    client.send(sent);
    client.finish();
    return client.read(sent.starts_with("HEAD")).status;
}

void check(const std::vector<exchange>& table) {
    const local_server server;
    for (const exchange& each : table) {
        INFO(each.sent);
        CHECK(status_of(server, each.sent) == each.status);
    }
    CHECK(status_of(server, http_request_text("GET", "/healthz")) == 200);
}

std::string get(const std::string& lines) { return "GET /healthz HTTP/1.1\r\n" + lines + "\r\n"; }

std::string post(const std::string& lines, const std::string& body = {}) {
    return "POST /healthz HTTP/1.1\r\n" + host + lines + "\r\n" + body;
}

}  // namespace

TEST_CASE("request lines, good and bad") {
    const std::string rest = "\r\n" + host + "\r\n";
    check({
        {"GET /healthz HTTP/1.1" + rest, 200},
        {"HEAD /healthz HTTP/1.1" + rest, 200},
        {"GET /healthz HTTP/1.0" + rest, 200},
        {"GET /healthz?a=b HTTP/1.1" + rest, 200},
        {"GET /health%7A HTTP/1.1" + rest, 200},
        {"GET http://localhost/healthz HTTP/1.1" + rest, 200},
        {"GET http://example.org/healthz HTTP/1.1" + rest, 421},
        {"GET http://localhost HTTP/1.1" + rest, 404},
        {"GET /healthz HTTP/1.2" + rest, 505},
        {"GET /healthz HTTP/2.0" + rest, 505},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"GET /healthz" + rest, 400},
        {"GET /healthz HTTP/1.1x" + rest, 400},
        {"GET /healthz http/1.1" + rest, 400},
        {"GET  /healthz HTTP/1.1" + rest, 400},
        {"GET /healthz  HTTP/1.1" + rest, 400},
        {" GET /healthz HTTP/1.1" + rest, 400},
        {"GET\t/healthz HTTP/1.1" + rest, 400},
        {"GET /heal thz HTTP/1.1" + rest, 400},
        {"GET healthz HTTP/1.1" + rest, 400},
        {"GET /heal\0thz HTTP/1.1"s + rest, 400},
        {"GET /heal\x7fthz HTTP/1.1" + rest, 400},
        {"CONNECT localhost:80 HTTP/1.1" + rest, 400},
        {"G(T /healthz HTTP/1.1" + rest, 400},
        {"get /healthz HTTP/1.1" + rest, 405},
        {"BREW /healthz HTTP/1.1" + rest, 405},
        {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
        {"\r\n\r\n\r\n\r\n", 400},
        {"GET /healthz HTTP/1.1\n" + host + "\r\n", 400},
    });
}

TEST_CASE("header fields, good and bad") {
    check({
        {get(host), 200},
        {get("host: localhost\r\n"), 200},
        {get("HOST:localhost\r\n"), 200},
        {get(host + "X: a\tb\r\nX: c\r\n"), 200},
        {get(""), 400},
        {get(host + host), 400},
        {get("Host: example.org\r\n"), 421},
        {get("Host:\r\n"), 421},
        {get("Host : localhost\r\n"), 400},
        {get(host + "X\r\n"), 400},
        {get(host + ": x\r\n"), 400},
        {get(host + "X y: z\r\n"), 400},
        {get(host + "X: a\0b\r\n"s), 400},
        {get(host + "X: a\x01\r\n"), 400},
        {get(host + "X: a\nY: b\r\n"), 400},
        {get(host + "X: a\rY: b\r\n"), 400},
        {get("Host: localhost\n"), 400},
    });
}

TEST_CASE("lengths of bodies that could hide a second request are refused") {
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    const std::string five = "Content-Length: 5\r\n";
    check({
        {post(five, "12345"), 405},
        {post(chunked, "5\r\n12345\r\n0\r\n\r\n"), 405},
        {post(chunked, "5;a=b\r\n12345\r\n0\r\nTrailer: x\r\n\r\n"), 405},
        {post("Content-Length: x\r\n"), 400},
        {post("Content-Length: -1\r\n"), 400},
        {post("Content-Length: +5\r\n", "12345"), 400},
        {post("Content-Length: 5 5\r\n", "12345"), 400},
        {post("Content-Length:\r\n"), 400},
        {post("Content-Length: 99999999999999999999\r\n"), 400},
        {post(five + "Content-Length: 6\r\n", "12345"), 400},
        {post(five + chunked, "0\r\n\r\n"), 400},
        {post(chunked + five, "0\r\n\r\n"), 400},
        {post("Transfer-Encoding: gzip\r\n", "12345"), 501},
        {post("Transfer-Encoding: gzip\r\n" + five, "12345"), 501},
        {post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"), 501},
        {post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
        {post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), 501},
        {post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
        {post("Transfer-Encoding: identity\r\n" + chunked, "0\r\n\r\n"), 501},
        {post("Transfer-Encoding: cow\r\n" + chunked, "0\r\n\r\n"), 501},
        {post("Transfer-Encoding: chunked;q=0.5\r\n", "0\r\n\r\n"), 501},
        {post(chunked + chunked, "0\r\n\r\n"), 400},
        {post(five + five, "12345"), 400},
        {"POST /healthz HTTP/1.0\r\n" + host + chunked + "\r\n0\r\n\r\n", 400},
        {"POST /healthz HTTP/1.0\r\n" + host + chunked + "Connection: keep-alive\r\n\r\n0\r\n\r\n",
         400},
        {post(chunked, "zz\r\n"), 400},
        {post(chunked, "-5\r\n12345"), 400},
        {post(chunked, "fffffffffffffffff\r\n"), 400},
        {post(chunked, "5\r\n12345X\r\n0\r\n\r\n"), 400},
        {post(chunked, "5\n12345\r\n0\r\n\r\n"), 400},
    });
}

TEST_CASE("a field that comes twice is refused, where it may come once") {
    const std::string token = "Authorization: Bearer writer-token-0123\r\n";
    check({
        {get(host + token), 200},
        {get(host + token + token), 400},
        {get(host + token + "authorization: Bearer other\r\n"), 400},
        {get(host + "If-None-Match: \"a\"\r\nIf-None-Match: \"b\"\r\n"), 400},
        {get(host + "Last-Event-ID: 1\r\nLast-Event-ID: 2\r\n"), 400},
        {get(host + "Accept: text/html\r\nAccept: */*\r\n"), 200},
        {post("Idempotency-Key: a\r\nIdempotency-Key: b\r\n"), 400},
        {post("Content-Type: a/b\r\nContent-Type: a/b\r\n"), 400},
    });
}

TEST_CASE("what stands in the trailer of a chunked body counts for nothing") {
    access_rules rules;
    rules.tokens.add(access_scope::write, write_token);
    const local_server server({.rules = std::move(rules)});
    const auto status = [&](const std::string& lines, const std::string& trailer) {
        return status_of(server,
                         "POST /api/v1/events HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
                         "Content-Type: application/json\r\n" +
                             lines + "\r\n2\r\n[]\r\n0\r\n" + trailer + "\r\n");
    };
    CHECK(status(host + may_write, {}) == 503);  // let in; there is no database
    CHECK(status(host, may_write) == 401);
    CHECK(status(host + "Authorization: Bearer wrong-token-0123\r\n", may_write) == 401);
    CHECK(status(may_write, host) == 400);
    CHECK(status(host + may_write, "Host: example.org\r\n") == 503);
    CHECK(status(host + may_write, "Idempotency-Key: " + std::string(256, 'k') + "\r\n") == 503);
    CHECK(status(host + may_write, "Connection: close\r\nExpect: 100-continue\r\n") == 503);
}

TEST_CASE("paths that lead elsewhere lead to nothing") {
    const temporary_directory folder;
    static_cast<void>(folder.write("index.html", "<p>"));
    static_cast<void>(folder.write("secret", "no"));
    const local_server server({.dashboard = static_files::load(folder.path()).value()});
    CHECK(server.connect().ask("GET", "/").body == "<p>");
    CHECK(server.connect().ask("GET", "/%69ndex.html").body == "<p>");
    for (const char* const path : {"/../etc/passwd",
                                   "/..%2f..%2fetc/passwd",
                                   "/%2e%2e/%2e%2e/etc/passwd",
                                   "//etc/passwd",
                                   "/./index.html",
                                   "/secret",
                                   "/%00index.html",
                                   "/index.html%00.js",
                                   "/..\\index.html",
                                   "/api/v1/../../index.html",
                                   "/%c0%ae%c0%ae/index.html",
                                   "/index.html/",
                                   "/%",
                                   "/%zz",
                                   "/api/v1/conversions/%2e%2e%2f",
                                   "/api/v1/conversions/",
                                   "/api/v1//",
                                   "/api/",
                                   "/api/reference.css/",
                                   "/api/v2/totals",
                                   "/api/v1/conversions/%ff",
                                   "/api/v1/conversions/a/b",
                                   "/%2fetc"}) {
        INFO(path);
        const http_answer answer = server.connect().ask("GET", path);
        const bool is_id = std::string_view(path).ends_with("%2e%2e%2f");
        CHECK(answer.status == (is_id ? 503 : 404));  // an id is asked of the database
        CHECK(answer.header("content-type") == "application/problem+json");
    }
}

TEST_CASE("methods: 405 says what is allowed, OPTIONS, too") {
    const local_server server;
    struct rule {
        const char *path, *wrong, *allowed;
    };
    for (const rule& each : {rule{"/api/v1/totals", "POST", "GET, HEAD, OPTIONS"},
                             {"/api/v1/status", "DELETE", "GET, HEAD, OPTIONS"},
                             {"/api/v1/stream", "PUT", "GET, HEAD, OPTIONS"},
                             {"/api/v1/events", "GET", "POST, OPTIONS"},
                             {"/api/v1/conversions/x", "PATCH", "GET, HEAD, OPTIONS"},
                             {"/metrics", "POST", "GET, HEAD, OPTIONS"},
                             {"/healthz", "TRACE", "GET, HEAD, OPTIONS"}}) {
        INFO(each.path);
        http_client client = server.connect();
        const http_answer wrong = client.ask(each.wrong, each.path);
        CHECK(wrong.status == 405);
        CHECK(wrong.header("allow") == each.allowed);
        CHECK(wrong.header("content-type") == "application/problem+json");
        const http_answer options = client.ask("OPTIONS", each.path);
        CHECK(options.status == 204);
        CHECK(options.header("allow") == each.allowed);
        CHECK(options.header("content-length").empty());
    }
}

TEST_CASE("HEAD has the headers of GET and no body") {
    const local_server server;
    http_client client = server.connect();
    for (const char* const path : {"/api/v1/openapi.json", "/healthz", "/nothing"}) {
        INFO(path);
        const http_answer whole = client.ask("GET", path);
        const http_answer head = client.ask("HEAD", path);
        CHECK(head.status == whole.status);
        CHECK(head.header("content-length") == std::to_string(whole.body.size()));
        CHECK(head.header("etag") == whole.header("etag"));
    }
    const http_answer stream = client.ask("HEAD", "/api/v1/stream");
    CHECK(stream.status == 200);
    CHECK(stream.header("content-type") == "text/event-stream");
    CHECK(client.ask("GET", "/healthz").status == 200);
}

TEST_CASE("a connection is kept, or closed, as the client says") {
    const local_server server;
    http_client client = server.connect();
    for (int i = 0; i < 3; ++i) CHECK(client.ask("GET", "/healthz").header("connection").empty());
    CHECK(client.ask("GET", "/healthz", "Connection: close\r\n").header("connection") == "close");
    CHECK(client.read_all().empty());
    http_client old = server.connect();
    old.send("GET /healthz HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
    CHECK(old.read().header("connection") == "keep-alive");
    old.send("GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n");
    CHECK(old.read().header("connection") == "close");
    CHECK(old.read_all().empty());
}

TEST_CASE("pipelined requests are answered in their order; one that is wrong ends it") {
    const local_server server;
    http_client client = server.connect();
    std::string requests;
    for (int i = 0; i < 200; ++i)
        requests += http_request_text("GET", i % 2 == 0 ? "/healthz" : "/nothing");
    requests += http_request_text("HEAD", "/api/v1/openapi.json") + "nonsense\r\n\r\n" +
                http_request_text("GET", "/healthz");
    client.send(requests);
    for (int i = 0; i < 200; ++i) REQUIRE(client.read().status == (i % 2 == 0 ? 200 : 404));
    CHECK(client.read(true).status == 200);
    const http_answer wrong = client.read();
    CHECK(wrong.status == 400);
    CHECK(wrong.header("connection") == "close");
    CHECK(client.read_all().empty());
}

TEST_CASE("a request may come a byte at a time, its body after `100 Continue`") {
    const local_server server;
    http_client client = server.connect();
    for (const char each : http_request_text("GET", "/healthz"))
        REQUIRE(client.send(std::string(1, each)));
    CHECK(client.read().status == 200);
    client.send(post("Content-Length: 5\r\nExpect: 100-continue\r\n"));
    CHECK(client.read().status == 100);
    client.send("12345");
    CHECK(client.read().status == 405);
    client.send(http_request_text("GET", "/healthz"));
    CHECK(client.read().status == 200);
}

TEST_CASE("every answer says what browsers must know; CORS is closed") {
    const local_server server;
    const http_answer answer =
        server.connect().ask("GET", "/api/v1/openapi.json", "Origin: https://evil.example\r\n");
    CHECK(answer.header("x-content-type-options") == "nosniff");
    CHECK(answer.header("content-security-policy").starts_with("default-src 'none'"));
    CHECK(answer.header("referrer-policy") == "no-referrer");
    CHECK(answer.header("date").ends_with(" GMT"));
    CHECK(answer.header("access-control-allow-origin").empty());
    const http_answer asked = server.connect().ask("OPTIONS", "/api/v1/events",
                                                   "Origin: https://evil.example\r\n"
                                                   "Access-Control-Request-Method: POST\r\n");
    CHECK(asked.header("access-control-allow-origin").empty());
}

}  // namespace attrib::test
