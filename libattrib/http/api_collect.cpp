// Events that clients of a site send.
#include <libattrib/http/api.hpp>
#include <libattrib/http/collect_routes.hpp>
#include <libattrib/http/detail/api_replies.hpp>

namespace attrib {

const collect_route* api::collect_route_of(const http_request& request) const {
    return rules_.collect.is_on ? find_collect_route(request.path()) : nullptr;
}

std::optional<api::reply> api::answer_collect(const http_request& request,
                                              const collect_route& route,
                                              const answer_taker& taker) {
    if (request.method == http_method::options) return detail::options_of(route.methods);
    const bool is_get = request.method == http_method::get;
    if (!(is_get && route.methods.starts_with("GET")) && request.method != http_method::post)
        return detail::wrong_method(request, route.methods);
    const auto is_gzip = detail::coding_of(request.content_encoding);
    if (!is_gzip) return detail::unknown_coding();
    const auto read = [&route, query = std::string(request.query()),
                       user_agent = std::string(request.user_agent),
                       now = parts_.now()](std::string_view body) {
        return route.read({.query = query, .body = body, .user_agent = user_agent, .now = now});
    };
    if (route.is_dry) {
        const auto body = plain_body(request.body, *is_gzip);
        if (const auto* const wrong = std::get_if<problem>(&body)) return detail::at_once(*wrong);
        const collect_reading reading = read(std::get<std::string>(body));
        return reply{make_ready(route.answer(nullptr, reading.messages))};
    }
    const auto messages = std::make_shared<std::string>();
    ingest_request asked{.body = std::string(request.body),
                         .is_gzip = *is_gzip,
                         .idempotency_key = {},
                         .identity = {},
                         .now = parts_.now(),
                         .target = std::string(request.method_name) + ' ' + std::string(route.path),
                         .keeps_bots = rules_.collect.keeps_bots,
                         .translate = [read, messages](std::string_view body) {
                             collect_reading reading = read(body);
                             *messages = std::move(reading.messages);
                             return std::move(reading.rows);
                         }};
    return store(
        request, std::move(asked),
        [&route, messages](const ingest_answer& done) { return route.answer(&done, *messages); },
        taker);
}

}  // namespace attrib
