#include <boost/beast/http/error.hpp>
#include <libattrib/http/detail/parse_problem.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

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

TEST_CASE("what the parser refuses has a status of its own") {
    using boost::beast::http::error;
    const server_options limits;
    const auto status = [&](error wrong, std::string_view unread, bool has_target) {
        return detail::parse_problem(wrong, unread, has_target, limits).status;
    };
    CHECK(status(error::body_limit, {}, true) == 413);
    CHECK(status(error::header_limit, "GET /aaa", false) == 414);
    CHECK_THAT(detail::target_too_long(limits).detail,
               Catch::Matchers::Contains(std::to_string(limits.most_target_bytes)));
    CHECK(status(error::header_limit, "GET / HTTP/1.1\r\nX: ", false) == 431);
    CHECK(status(error::header_limit, "X: ", true) == 431);
    CHECK(status(error::bad_version, "GET / HTTP/2.0\r\n", false) == 505);
    CHECK(status(error::bad_version, "GET /\r\n", false) == 400);
    CHECK(status(error::bad_chunk, {}, true) == 400);
}

}  // namespace attrib::test
