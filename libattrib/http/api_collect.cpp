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
    if (!takes(route, request.method)) return detail::wrong_method(request, route.methods);
    const auto is_gzip = detail::coding_of(request.content_encoding);
    if (!is_gzip) return detail::unknown_coding();
    const auto refuse = [this](const problem& why) {
        parts_.metrics.count_collect_refusal(why.code);
        return detail::at_once(why);
    };
    if (request.body.size() > rules_.collect.max_body_bytes)
        return refuse(detail::too_large(rules_.collect.max_body_bytes));
    std::string room;
    const auto plain = plain_body(request.body, *is_gzip, rules_.collect.max_body_bytes, room);
    if (const auto* const wrong = std::get_if<problem>(&plain)) return refuse(*wrong);
    const auto body = std::get<std::string_view>(plain);
    const std::string key = needs_key(request, route) ? key_of(request, route, body) : "";
    if (is_key_in_body(request, route))
        if (const auto wrong = refusal_of_key(key, rules_)) return refuse(*wrong);
    if (key_limit_.is_limited() && !key_limit_.admits(key, rate_limit::clock::now())) {
        parts_.metrics.count_collect_refusal("too_many_requests");
        return reply{key_too_fast_};
    }
    const timestamp now = parts_.now();
    const auto read = [&] {
        return route.read(
            {.query = request.query(),
             .body = body,
             .user_agent = request.user_agent,
             .now = now,
             .content_type = request.content_type,
             .cloud_event = {
                 .id = request.ce_id, .type = request.ce_type, .time = request.ce_time}});
    };
    if (route.is_dry) return reply{make_ready(route.answer(nullptr, read().messages))};
    if (const auto obstacle = parts_.feed.obstacle()) return detail::at_once(*obstacle);
    collect_reading reading = read();
    if (const auto* const wrong = std::get_if<problem>(&reading.rows)) return refuse(*wrong);
    return collect(route,
                   parse_events(std::get<collected_rows>(std::move(reading.rows)),
                                {.own_hosts = parts_.own_hosts,
                                 .now = now,
                                 .keeps_bots = rules_.collect.keeps_bots,
                                 .has_report = route.has_report},
                                collect_parsers_[index_of(route)]),
                   reading.messages, taker);
}

// Where the key stands in the body, it is looked for once for both its uses.
bool api::needs_key(const http_request& request, const collect_route& route) const {
    return key_limit_.is_limited() ||
           (is_key_in_body(request, route) && rules_.tokens.has(access_scope::send));
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
