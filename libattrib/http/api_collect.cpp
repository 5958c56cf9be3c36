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
                                              const response_callback& taker) {
    if (request.method == http_method::options) return detail::options_of(route.methods);
    const bool is_get = request.method == http_method::get;
    if (!(is_get && route.methods.starts_with("GET")) && request.method != http_method::post)
        return detail::wrong_method(request, route.methods);
    const auto is_gzip = detail::coding_of(request.content_encoding);
    if (!is_gzip) return detail::unknown_coding();
    const auto refuse = [this](const problem& why) {
        parts_.metrics.count_collect_refusal(why.code);
        return detail::at_once(why);
    };
    if (request.body.size() > rules_.collect.max_body_bytes)
        return refuse(detail::too_large(rules_.collect.max_body_bytes));
    const timestamp now = parts_.now();
    const auto read = [&](std::string_view body) {
        return route.read(
            {.query = request.query(),
             .body = body,
             .user_agent = request.user_agent,
             .now = now,
             .content_type = request.content_type,
             .cloud_event = {
                 .id = request.ce_id, .type = request.ce_type, .time = request.ce_time}});
    };
    if (route.is_dry) {
        const auto body = plain_body(request.body, *is_gzip, rules_.collect.max_body_bytes);
        if (const auto* const wrong = std::get_if<problem>(&body)) return detail::at_once(*wrong);
        const collect_reading reading = read(std::get<std::string>(body));
        return reply{make_ready(route.answer(nullptr, reading.messages))};
    }
    if (const auto obstacle = parts_.feed.obstacle()) return detail::at_once(*obstacle);
    std::string messages;
    const ingest_request asked{.body = std::string(request.body),
                               .is_gzip = *is_gzip,
                               .max_bytes = rules_.collect.max_body_bytes,
                               .idempotency_key = {},
                               .identity = {},
                               .own_hosts = parts_.own_hosts,
                               .now = now,
                               .keeps_bots = rules_.collect.keeps_bots,
                               .translate = [&](std::string_view body) {
                                   collect_reading reading = read(body);
                                   messages = std::move(reading.messages);
                                   return std::move(reading.rows);
                               }};
    auto events = parse_events(asked, collect_parsers_[index_of(route)], route.has_report);
    if (const auto* const wrong = std::get_if<problem>(&events)) return refuse(*wrong);
    return collect(route, std::get<parsed_events>(std::move(events)), messages, taker);
}

// Answers when the events are committed, or at once where that is so configured.
std::optional<api::reply> api::collect(const collect_route& route, parsed_events events,
                                       const std::string& messages,
                                       const response_callback& taker) {
    parts_.metrics.collect_without_consent.fetch_add(events.without_consent);
    if (events.counts.read == 0) return reply{collect_answer(route, events, messages)};
    const bool is_early = rules_.collect.acks_early;
    shared_response done = collect_answer(route, events, messages);
    auto told = [this, done, counts = events.counts, is_early,
                 taker = is_early ? response_callback{} : taker](const std::exception_ptr& why) {
        if (why == nullptr)
            count_stored(counts.accepted, counts.rejected);
        else if (is_early)
            note_lost(counts.read, why);
        if (taker) taker(why == nullptr ? done : detail::failed(why));
    };
    if (!groups_.add({.rows = std::move(events.rows),
                      .counts = events.counts,
                      .target = std::string(route.path),
                      .on_outcome = std::move(told)})) {
        parts_.metrics.count_collect_refusal("too_busy");
        return detail::at_once(
            {.status = 503,
             .code = "too_busy",
             .detail = "too many events wait for the database; send these again"});
    }
    if (is_early) return reply{std::move(done)};
    return std::nullopt;
}

// What was answered before the database refused it for good.
void api::note_lost(std::uint64_t events, const std::exception_ptr& why) {
    parts_.metrics.collect_lost.fetch_add(events, std::memory_order_relaxed);
    if (parts_.on_message)
        parts_.on_message(fmt::format("the database refused {} events that were answered: {}",
                                      events, detail::text_of(why)));
}

shared_response api::collect_answer(const collect_route& route, const parsed_events& events,
                                    std::string_view messages) const {
    if (const shared_response& ready = collect_answers_[index_of(route)]) return ready;
    return make_ready(route.answer(&events, messages));
}

}  // namespace attrib
