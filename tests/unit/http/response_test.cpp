#include <zlib.h>

#include <libattrib/http/response.hpp>
#include <libattrib/report/csv_pieces.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

constexpr const char* date = "Sat, 15 Mar 2025 10:00:00 GMT";

std::string unpacked(std::string_view packed) {
    z_stream stream{};
    REQUIRE(::inflateInit2(&stream, 15 + 16) == Z_OK);
    std::string text(std::size_t{1} << 20, '\0');
    std::string input(packed);
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    const int done = ::inflate(&stream, Z_FINISH);
    text.resize(stream.total_out);
    ::inflateEnd(&stream);
    REQUIRE(done == Z_STREAM_END);
    REQUIRE(stream.avail_in == 0);
    return text;
}

// What goes out, appended to `out`: the status.
int append_to(std::string& out, const ready_response& response, const http_request& request,
              std::string_view lines = {}) {
    const auto [status, body] = response.append_head(out, request, date, lines);
    out += body;
    return status;
}

std::string sent(const shared_response& response, const http_request& request = {},
                 std::string_view lines = {}) {
    std::string out;
    append_to(out, *response, request, lines);
    return out;
}

std::string body_of(const std::string& message) {
    return message.substr(message.find("\r\n\r\n") + 4);
}

shared_response json_of(std::string body) {
    return make_ready({.content_type = "application/json", .body = std::move(body)});
}

http_request accepting_gzip() {
    http_request request;
    request.accept_encoding = "gzip";
    return request;
}

}  // namespace

TEST_CASE("a response: status line, date, headers, length, extra lines, body") {
    const std::string message = sent(json_of("{}\n"), {}, "Connection: close\r\n");
    CHECK_THAT(message, StartsWith("HTTP/1.1 200 OK\r\nDate: Sat, 15 Mar 2025 10:00:00 GMT\r\n"));
    CHECK_THAT(message, EndsWith("\r\n\r\n{}\n"));
    for (const char* const line :
         {"Content-Type: application/json\r\n", "Content-Length: 3\r\n", "ETag: \"",
          "Cache-Control: no-cache\r\n", "Vary: Accept, Accept-Encoding", "Connection: close\r\n",
          "X-Content-Type-Options: nosniff\r\n", "Content-Security-Policy: default-src 'none'"})
        CHECK_THAT(message, Contains(line));
}

TEST_CASE("gzip where it is accepted and worth it, under a tag of its own") {
    const std::string body(5000, 'a');
    const shared_response response = json_of(body);
    const std::string plain = sent(response);
    CHECK(body_of(plain) == body);
    const std::string packed = sent(response, accepting_gzip());
    CHECK_THAT(packed, Contains("Content-Encoding: gzip\r\n"));
    CHECK_THAT(packed, !Contains("ETag: " + response->etag() + "\r\n"));
    CHECK(unpacked(body_of(packed)) == body);
    CHECK_THAT(packed,
               Contains("Content-Length: " + std::to_string(body_of(packed).size()) + "\r\n"));
    CHECK_THAT(sent(json_of("{}"), accepting_gzip()), !Contains("gzip\r\n"));
    CHECK_THAT(sent(make_ready({.content_type = "image/png", .body = body}), accepting_gzip()),
               !Contains("gzip\r\n"));
}

TEST_CASE("content that its target names is kept for good") {
    const std::string message =
        sent(make_ready({.content_type = "text/css", .body = "p{}", .is_immutable = true}));
    CHECK_THAT(message, Contains("Cache-Control: public, max-age=31536000, immutable\r\n"));
    CHECK_THAT(message, Contains("Vary: Accept-Encoding, Origin\r\n") && Contains("ETag: \""));
}

TEST_CASE("HEAD gets the head of GET") {
    http_request head;
    head.method = http_method::head;
    const shared_response response = json_of(std::string(5000, 'a'));
    const std::string whole = sent(response);
    CHECK(sent(response, head) == whole.substr(0, whole.find("\r\n\r\n") + 4));
}

TEST_CASE("304 where the tag is known, to those who read only") {
    const shared_response response = json_of(std::string(5000, 'a'));
    http_request known;
    known.if_none_match = response->etag();
    std::string out;
    CHECK(append_to(out, *response, known) == 304);
    CHECK_THAT(out, StartsWith("HTTP/1.1 304 Not Modified\r\n"));
    CHECK_THAT(out, EndsWith("\r\n\r\n"));
    CHECK_THAT(out, Contains("ETag: " + response->etag()) && !Contains("Content-Length"));
    known.accept_encoding = "gzip";  // the packed body has another tag
    CHECK(append_to(out, *response, known) == 200);
    known.accept_encoding = {};
    known.if_none_match = "*";
    known.method = http_method::head;
    CHECK(append_to(out, *response, known) == 304);
    known.method = http_method::post;
    CHECK(append_to(out, *response, known) == 200);
}

TEST_CASE("what went wrong is neither kept nor known") {
    http_request any;
    any.if_none_match = "*";
    std::string out;
    const shared_response problem =
        make_ready({.status = 404, .content_type = "application/problem+json", .body = "{}"});
    CHECK(append_to(out, *problem, any) == 404);
    CHECK_THAT(out, Contains("Cache-Control: no-store\r\n") && !Contains("ETag"));
}

TEST_CASE("an answer with a rest has neither length nor tag, is not packed and not kept") {
    const auto rows = std::make_shared<const indexed_csv>(indexed_csv::contents{});
    http_request any = accepting_gzip();
    any.if_none_match = "*";
    const shared_response response = make_ready(
        {.content_type = "text/csv", .body = std::string(5000, 'a'), .rest = {rows, "1"}});
    CHECK(response->has_rest());
    CHECK(response->rest().position == "1");
    const std::string message = sent(response, any);
    CHECK_THAT(message, StartsWith("HTTP/1.1 200 OK\r\n") &&
                            Contains("Cache-Control: no-store\r\n") &&
                            !Contains("Content-Length") && !Contains("ETag") && !Contains("gzip"));
    CHECK(body_of(message) == std::string(5000, 'a'));
    CHECK_FALSE(json_of("{}")->has_rest());
}

TEST_CASE("204 has no length, a stream no end") {
    const std::string none = sent(
        make_ready({.status = 204, .content_type = {}, .body = {}, .headers = {{"Allow", "GET"}}}));
    CHECK_THAT(none, Contains("Allow: GET\r\n") && !Contains("Content-Length"));
    CHECK_THAT(none, EndsWith("\r\n\r\n"));
    const std::string stream =
        sent(make_ready({.content_type = "text/event-stream", .body = {}, .is_stream = true}));
    CHECK_THAT(stream, !Contains("Content-Length") && Contains("Cache-Control: no-store\r\n"));
}

TEST_CASE("more header lines leave the first as it was") {
    const shared_response response = json_of("{}");
    const ready_response marked(*response, "Warning: x\r\n");
    std::string out;
    append_to(out, marked, {});
    CHECK_THAT(out, Contains("\r\nWarning: x\r\n"));
    CHECK_THAT(sent(response), !Contains("Warning"));
}

TEST_CASE("equal bodies have equal tags, others others") {
    CHECK(json_of("a")->etag() == json_of("a")->etag());
    CHECK(json_of("a")->etag() != json_of("b")->etag());
    for (const int status : {200, 204, 304, 400, 401, 403, 404, 405, 406, 408, 413,
                             414, 415, 421, 422, 429, 431, 500, 501, 503, 505})
        CHECK(reason_of(status) != "Unknown");
    CHECK(reason_of(299) == "Unknown");
}

}  // namespace attrib::test
