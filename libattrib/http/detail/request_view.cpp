#include <array>
#include <iterator>
#include <libattrib/http/detail/request_view.hpp>
#include <string>
#include <utility>

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

// How often a field may come. Of a single field a proxy could read the first value and we the last.
enum class repetition : unsigned char { single, list, any };

// Fields that matter to us; those that Beast does not know go by their names.
struct known_field {
    http::field field;
    std::string_view http_request::*member;  // null: not kept
    repetition how = repetition::single;
    boost::beast::string_view name{};
};
constexpr std::array known_fields{
    known_field{http::field::accept, &http_request::accept, repetition::list},
    known_field{http::field::accept_encoding, &http_request::accept_encoding, repetition::list},
    known_field{http::field::authorization, &http_request::authorization},
    known_field{http::field::content_encoding, &http_request::content_encoding},
    known_field{http::field::content_length, nullptr},
    known_field{http::field::content_type, &http_request::content_type},
    known_field{http::field::expect, nullptr},
    known_field{http::field::host, &http_request::host},
    known_field{http::field::if_none_match, &http_request::if_none_match},
    known_field{http::field::origin, &http_request::origin},
    known_field{http::field::user_agent, &http_request::user_agent, repetition::any},
    known_field{http::field::unknown, &http_request::idempotency_key, repetition::single,
                "Idempotency-Key"},
    known_field{http::field::unknown, &http_request::ce_id, repetition::single, "ce-id"},
    known_field{http::field::unknown, &http_request::ce_time, repetition::single, "ce-time"},
    known_field{http::field::unknown, &http_request::ce_type, repetition::single, "ce-type"},
    known_field{http::field::unknown, &http_request::last_event_id, repetition::single,
                "Last-Event-ID"},
};

using message_field = http_message::value_type;

bool is_of(const message_field& field, const known_field& known) {
    return field.name() == known.field &&
           (known.name.empty() || boost::beast::iequals(field.name_string(), known.name));
}

problem bad_request(std::string code, std::string detail) {
    return {.status = 400, .code = std::move(code), .detail = std::move(detail)};
}

// The body's length must be what every proxy before us took it for.
std::optional<problem> problem_of_coding(const http_message& message) {
    const auto [first, last] = message.equal_range(http::field::transfer_encoding);
    if (first == last) return std::nullopt;
    if (std::next(first) != last || !boost::beast::iequals(first->value(), "chunked"))
        return problem{.status = 501,
                       .code = "transfer_encoding",
                       .detail = "the only transfer coding supported is chunked"};
    if (message.version() < 11)
        return bad_request("bad_request", "HTTP/1.0 has no transfer codings");
    if (message.count(http::field::content_length) != 0)
        return bad_request("bad_request", "send Content-Length or Transfer-Encoding, not both");
    return std::nullopt;
}

}  // namespace

void join_lists(http_message& message) {
    for (const known_field& known : known_fields) {
        if (known.how != repetition::list || message.count(known.field) < 2) continue;
        std::string all;
        const auto [first, last] = message.equal_range(known.field);
        for (auto each = first; each != last; ++each)
            all.append(all.empty() ? "" : ", ").append(view(each->value()));
        message.set(known.field, all);
    }
}

std::optional<problem> problem_of_head(const http_message& message) {
    std::array<bool, known_fields.size()> seen{};
    for (const message_field& field : message)
        for (std::size_t i = 0; i < known_fields.size(); ++i)
            if (is_of(field, known_fields[i]) && std::exchange(seen[i], true) &&
                known_fields[i].how == repetition::single)
                return bad_request(
                    "repeated_header",
                    "send " + std::string(view(field.name_string())) + " once, not several times");
    if (message.version() >= 11 && message.count(http::field::host) == 0)
        return bad_request("bad_host", "send a Host header");
    return problem_of_coding(message);
}

http_request request_of(const http_message& message) {
    http_request request;
    request.method = method_of(message.method());
    request.method_name = view(message.method_string());
    request.target = view(message.target());
    request.body = message.body();
    for (const message_field& field : message)
        for (const known_field& known : known_fields)
            if (known.member != nullptr && is_of(field, known))
                request.*known.member = view(field.value());
    request.take_host_of_target();
    return request;
}

}  // namespace attrib::detail
