#include <algorithm>
#include <array>
#include <libattrib/http/detail/request_view.hpp>

namespace attrib::detail {
namespace {

namespace http = boost::beast::http;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

http_method method_of(http::verb verb) noexcept {
    switch (verb) {
        case http::verb::get:
            return http_method::get;
        case http::verb::head:
            return http_method::head;
        case http::verb::post:
            return http_method::post;
        case http::verb::options:
            return http_method::options;
        default:
            return http_method::other;
    }
}

// Headers that a request keeps; those that Beast does not know go by their names.
struct wanted_field {
    http::field field;
    std::string_view http_request::*member;
    boost::beast::string_view name{};
};
constexpr std::array wanted_fields{
    wanted_field{http::field::accept, &http_request::accept},
    wanted_field{http::field::accept_encoding, &http_request::accept_encoding},
    wanted_field{http::field::authorization, &http_request::authorization},
    wanted_field{http::field::content_type, &http_request::content_type},
    wanted_field{http::field::host, &http_request::host},
    wanted_field{http::field::if_none_match, &http_request::if_none_match},
    wanted_field{http::field::origin, &http_request::origin},
    wanted_field{http::field::user_agent, &http_request::user_agent},
    wanted_field{http::field::unknown, &http_request::idempotency_key, "Idempotency-Key"},
    wanted_field{http::field::unknown, &http_request::last_event_id, "Last-Event-ID"},
};

}  // namespace

http_request request_of(const http::request<http::string_body>& message) {
    http_request request;
    request.method = method_of(message.method());
    request.method_name = view(message.method_string());
    request.target = view(message.target());
    request.body = message.body();
    for (const auto& field : message)
        for (const wanted_field& wanted : wanted_fields)
            if (field.name() == wanted.field &&
                (wanted.name.empty() || boost::beast::iequals(field.name_string(), wanted.name)))
                request.*wanted.member = view(field.value());
    request.take_host_of_target();
    return request;
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
