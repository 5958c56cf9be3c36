#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/http/error.hpp>
#include <libattrib/http/detail/parse_problem.hpp>

namespace attrib::detail {

namespace http = boost::beast::http;

problem target_too_long(const server_options& limits) {
    return {.status = 414,
            .code = "target_too_long",
            .detail = fmt::format("the target is over {} bytes; send what it holds in the body of "
                                  "a POST",
                                  limits.most_target_bytes)};
}

problem parse_problem(const boost::system::error_code& wrong, std::string_view unread,
                      bool has_target, const server_options& limits) {
    if (wrong == http::error::body_limit)
        return {.status = 413,
                .code = "content_too_large",
                .detail = fmt::format("the body is over {} bytes; send it in parts",
                                      limits.most_body_bytes)};
    if (wrong == http::error::header_limit) {
        if (!has_target &&
            unread.substr(0, limits.most_target_bytes).find('\n') == std::string_view::npos)
            return target_too_long(limits);
        return {.status = 431,
                .code = "headers_too_large",
                .detail = fmt::format("the headers are over {} bytes", limits.most_header_bytes)};
    }
    if (wrong == http::error::bad_version && names_other_version(unread))
        return {.status = 505, .code = "http_version", .detail = "speak HTTP/1.1"};
    return {.status = 400, .code = "bad_request", .detail = "not HTTP/1.1: " + wrong.message()};
}

// What is wrong with a request line may be its version alone.
bool names_other_version(std::string_view sent) noexcept {
    constexpr std::string_view mark = " HTTP/";
    const std::string_view line = sent.substr(0, sent.find("\r\n"));
    const std::string_view version = line.substr(std::min(line.rfind(mark), line.size()));
    const auto is_digit = [&](std::size_t at) { return version[at] >= '0' && version[at] <= '9'; };
    return version.size() == mark.size() + 3 && is_digit(mark.size()) &&
           version[mark.size() + 1] == '.' && is_digit(mark.size() + 2) &&
           !version.ends_with("1.0") && !version.ends_with("1.1");
}

}  // namespace attrib::detail
