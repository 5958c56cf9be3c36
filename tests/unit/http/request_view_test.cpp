#include <libattrib/http/detail/request_view.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("a message's headers are found whatever their case") {
    namespace http = boost::beast::http;
    http::request<http::string_body> message{http::verb::post, "/a?b", 11, "body"};
    message.set("HOST", "h");
    message.set("idempotency-key", "k");
    message.set("Last-event-id", "7");
    message.set("accept", "a/b");
    const http_request request = detail::request_of(message);
    CHECK(request.method == http_method::post);
    CHECK(request.method_name == "POST");
    CHECK(request.path() == "/a");
    CHECK(request.body == "body");
    CHECK(request.host == "h");
    CHECK(request.idempotency_key == "k");
    CHECK(request.last_event_id == "7");
    CHECK(request.accept == "a/b");
    CHECK(request.origin.empty());
    message.method_string("BREW");
    CHECK(detail::request_of(message).method == http_method::other);
}

TEST_CASE("another version of HTTP is told from what is no request line") {
    for (const char* const other :
         {"GET / HTTP/2.0\r\n", "PRI * HTTP/2.0\r\nx HTTP/1.1", "G HTTP/1.2"}) {
        INFO(other);
        CHECK(detail::names_other_version(other));
    }
    for (const char* const wrong :
         {"", "GET /", "GET / HTTP/1.1\r\n", "GET / HTTP/1.0", "GET / HTTP/x.y",
          "GET / HTTP/2.0 \r\n", "GET / HTTP/2", "HTTP/2.0", "GET / http/2.0"}) {
        INFO(wrong);
        CHECK_FALSE(detail::names_other_version(wrong));
    }
}

}  // namespace attrib::test
