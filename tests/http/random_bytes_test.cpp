// Requests that are broken at random: no crash, no hang, no answer that is none.
#include <libattrib/core/random.hpp>
#include <set>
#include <tests/http/local_server.hpp>

namespace attrib::test {
namespace {

const std::vector<std::string> seeds{
    http_request_text("GET", "/api/v1/totals?from=2025-03-01&channel=Paid%20Search&limit=1",
                      "Accept: text/csv;q=0.1, */*\r\nAccept-Encoding: gzip\r\n"),
    http_request_text("POST", "/api/v1/events",
                      "Content-Type: application/json\r\nIdempotency-Key: a\r\n", "[{\"a\":1}]"),
    http_request_text("POST", "/api/v1/events", "Transfer-Encoding: chunked\r\n") +
        "5;x=y\r\n12345\r\n0\r\nT: x\r\n\r\n",
    http_request_text("HEAD", "/", "If-None-Match: \"a\", W/\"b\"\r\nConnection: close\r\n") +
        http_request_text("OPTIONS", "/api/v1/stream", "Origin: null\r\nExpect: 100-continue\r\n"),
    http_request_text("GET", "/healthz", "Authorization: Bearer x\r\nLast-Event-ID: 7\r\n") +
        http_request_text("GET", "/metrics"),
};

const std::vector<std::string> pieces{"\r\n",
                                      "\r\n\r\n",
                                      "\n",
                                      "\r",
                                      " ",
                                      ":",
                                      std::string(1, '\0'),
                                      "%",
                                      "%00",
                                      "?",
                                      "&",
                                      "=",
                                      "HTTP/1.1",
                                      "Host: x\r\n",
                                      "Content-Length: 3\r\n",
                                      "Transfer-Encoding: chunked\r\n",
                                      "0\r\n\r\n",
                                      "\xff\xfe",
                                      "Connection: keep-alive\r\n",
                                      "GET ",
                                      std::string(9000, 'a'),
                                      "-1"};

std::string broken(random_stream& random) {
    std::string text = seeds[random.below(seeds.size())];
    for (auto changes = random.below(8); changes > 0; --changes) {
        const std::size_t at = random.below(text.size() + 1);
        switch (random.below(4)) {
            case 0:
                text.insert(at, pieces[random.below(pieces.size())]);
                break;
            case 1:
                text.erase(at, random.below(20));
                break;
            case 2:
                if (at < text.size()) text[at] = static_cast<char>(random.below(256));
                break;
            default:
                text.insert(at, text.substr(random.below(text.size() + 1), random.below(80)));
        }
    }
    return text;
}

}  // namespace

TEST_CASE("ten thousand broken requests get answers that are some, or none") {
    const local_server server;
    const std::set<int> possible{0,   200, 204, 304, 400, 401, 403, 404, 405, 406,
                                 413, 414, 415, 421, 429, 431, 501, 503, 505};
    random_stream random(7);
    std::set<int> seen;
    for (int i = 0; i < 10'000; ++i) {
        const std::string sent = broken(random);
        http_client client = server.connect();
        client.send(sent);
        client.finish();
        const std::string got = client.read_all();
        INFO(i << '\n' << sent << '\n' << got);
        REQUIRE((got.empty() || got.starts_with("HTTP/1.1 ")));
        const int status = got.empty() ? 0 : std::stoi(got.substr(9, 3));
        REQUIRE((status == 100 || possible.contains(status)));
        seen.insert(status);
    }
    CHECK(seen.size() > 8);
    CHECK(server.connect().ask("GET", "/healthz").status == 200);
    CHECK(eventually([&] { return server.metrics.connections == 0; }));
    CHECK(server.metrics.stream_clients == 0);
}

}  // namespace attrib::test
