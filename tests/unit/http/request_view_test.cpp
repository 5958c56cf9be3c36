#include <libattrib/http/detail/request_view.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

namespace http = boost::beast::http;

detail::http_message message_of(std::initializer_list<std::pair<const char*, const char*>> fields,
                                unsigned version = 11) {
    detail::http_message message{http::verb::post, "/", version, ""};
    for (const auto& [name, value] : fields) message.insert(name, value);
    return message;
}

int status_of(const detail::http_message& message) {
    const auto wrong = detail::problem_of_head(message);
    return wrong ? wrong->status : 200;
}

}  // namespace

TEST_CASE("a message's headers are found whatever their case") {
    detail::http_message message{http::verb::post, "/a?b", 11, "body"};
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

TEST_CASE("a single field that comes twice is refused, whatever its case; lists are joined") {
    for (const char* const name :
         {"Authorization", "authorization", "Content-Type", "Content-Length", "Content-Encoding",
          "Expect", "Idempotency-Key", "IDEMPOTENCY-KEY", "Last-Event-ID", "If-None-Match",
          "Origin"}) {
        INFO(name);
        CHECK(status_of(message_of({{"Host", "h"}, {name, "1"}})) == 200);
        CHECK(status_of(message_of({{"Host", "h"}, {name, "1"}, {name, "1"}})) == 400);
    }
    CHECK(status_of(message_of({{"Host", "h"}, {"host", "h"}})) == 400);
    CHECK(status_of(message_of({})) == 400);
    CHECK(status_of(message_of({}, 10)) == 200);
    auto lists = message_of({{"Host", "h"},
                             {"Accept", "a/b"},
                             {"X", "y"},
                             {"accept", "c/d"},
                             {"Accept-Encoding", "gzip"},
                             {"X", "y"}});
    CHECK(status_of(lists) == 200);
    detail::join_lists(lists);
    CHECK(detail::request_of(lists).accept == "a/b, c/d");
    CHECK(detail::request_of(lists).accept_encoding == "gzip");
}

TEST_CASE("of transfer codings only chunked is taken, once and in HTTP/1.1") {
    const char* const name = "Transfer-Encoding";
    CHECK(status_of(message_of({{"Host", "h"}, {name, "chunked"}})) == 200);
    CHECK(status_of(message_of({{"Host", "h"}, {name, "CHUNKED"}})) == 200);
    for (const char* const coding :
         {"gzip", "gzip, chunked", "chunked, gzip", "chunked;q=0.5", "identity", "xchunked", ""}) {
        INFO(coding);
        CHECK(status_of(message_of({{"Host", "h"}, {name, coding}})) == 501);
        CHECK(status_of(message_of({{"Host", "h"}, {name, coding}, {name, "chunked"}})) == 501);
    }
    CHECK(status_of(message_of({{"Host", "h"}, {name, "chunked"}}, 10)) == 400);
    CHECK(status_of(message_of({{"Host", "h"}, {name, "chunked"}, {"Content-Length", "5"}})) ==
          400);
}

}  // namespace attrib::test
