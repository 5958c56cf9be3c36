#include <fmt/format.h>

#include <array>
#include <libattrib/core/query_string.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/http/api.hpp>
#include <libattrib/http/api_listing.hpp>
#include <libattrib/http/detail/api_replies.hpp>
#include <libattrib/http/ingest.hpp>
#include <libattrib/http/negotiation.hpp>
#include <libattrib/http/reference_page.hpp>
#include <libattrib/ingest/source_identity.hpp>

namespace attrib {

namespace {

constexpr std::string_view reading = "GET, HEAD, OPTIONS";
constexpr std::string_view posting = "POST, OPTIONS";
constexpr std::string_view asking = "GET, HEAD, POST, OPTIONS";
constexpr std::string_view query_path = "/query";
constexpr std::string_view events_path = "/api/v1/events";
constexpr std::size_t longest_key = 255;
constexpr std::chrono::microseconds gather_durable{1000};  // clients wait for the commit
constexpr std::chrono::microseconds gather_early{5000};

// Whether the path is there with --collect.
bool is_of_collect(std::string_view path) noexcept {
    return path == tag_path || find_collect_route(path) != nullptr;
}

}  // namespace

api::api(api_parts parts, access_rules rules, static_files dashboard)
    : parts_(std::move(parts)),
      rules_(std::move(rules)),
      dashboard_(std::move(dashboard)),
      limit_(rules_.requests_per_second),
      address_limit_(rules_.collect.address_rate, "address"),
      key_limit_(rules_.collect.key_rate, "key"),
      documents_(parts_.feed.version()),
      stream_head_(make_ready({.content_type = "text/event-stream",
                               .body = {},
                               .headers = {{"X-Accel-Buffering", "no"}},
                               .is_stream = true})),
      too_fast_(make_ready(response_of(limit_.refusal()))),
      address_too_fast_(make_ready(response_of(address_limit_.refusal()))),
      key_too_fast_(make_ready(response_of(key_limit_.refusal()))),
      groups_(parts_.writers, {.gather = rules_.collect.acks_early ? gather_early : gather_durable,
                               .keeps_trying = rules_.collect.acks_early,
                               .on_message = parts_.on_message}) {
    if (!rules_.collect.is_on) return;
    tag_ = documents_.tag;
    for (const collect_route& each : collect_routes()) {
        collect_parsers_.emplace_back(std::string(each.path),
                                      reading_options{.own_hosts = parts_.own_hosts});
        collect_answers_.push_back(each.has_report ? nullptr
                                                   : make_ready(each.answer(nullptr, {})));
    }
}

std::string api::origin_lines(const http_request& request) const {
    const std::string_view origin = request.origin;
    if (origin.empty()) return {};
    // Browsers send what sendBeacon and tags send with credentials, though there are none.
    if (collect_route_of(request) != nullptr && may_send(origin, rules_.collect))
        return fmt::format(
            "Access-Control-Allow-Origin: {}\r\nAccess-Control-Allow-Credentials: true\r\n",
            origin);
    if (!rules_.allows_origin(origin)) return {};
    return fmt::format(
        "Access-Control-Allow-Origin: {}\r\nAccess-Control-Expose-Headers: ETag, Retry-After\r\n",
        origin);
}

std::optional<problem> api::refusal(const http_request& request) const {
    // Nothing can be read there, whatever name the server goes by.
    if (const collect_route* const route = collect_route_of(request)) {
        auto refused = refusal_of_sender(request, *route, rules_);
        if (refused) parts_.metrics.count_collect_refusal(refused->code);
        return refused;
    }
    if (tag_ && request.path() == tag_path) return std::nullopt;
    if (rules_.is_loopback_only && !access_rules::is_loopback_name(request.host))
        return problem{.status = 421,
                       .code = "misdirected",
                       .detail =
                           "this server answers as localhost only; start it with --listen and "
                           "--token-file to answer by other names"};
    if (request.method == http_method::post && request.path() == events_path)
        return rules_.refusal(request.authorization, access_scope::write);
    return std::nullopt;
}

std::optional<api::reply> api::answer(const http_request& request, const response_callback& taker) {
    if (const auto refused = refusal(request)) return detail::at_once(*refused);
    const collect_route* const route = collect_route_of(request);
    const bool is_api = request.target.starts_with(api_root);
    if (route == nullptr && !is_api) return answer_other(request, taker);
    if (route != nullptr) {
        if (const shared_response* const too_fast = address_limit_of(request))
            return reply{*too_fast};
        return answer_collect(request, *route, taker);
    }
    if (is_too_fast(request)) return reply{too_fast_};
    return answer_api(request, taker);
}

// Who holds a token counts by it, wherever they ask from.
bool api::is_too_fast(const http_request& request) {
    if (!limit_.is_limited()) return false;
    const auto token = rules_.tokens.number_of(request.authorization);
    const std::string payer = token ? fmt::format("#{}", *token) : std::string(request.client);
    if (limit_.admits(payer, rate_limit::clock::now())) return false;
    parts_.metrics.requests_limited.fetch_add(1, std::memory_order_relaxed);
    return true;
}

// The limits of clients of a site take the place of the general one. The answer to a request over
// the limit of its address; null for others.
const shared_response* api::address_limit_of(const http_request& request) {
    const auto now = rate_limit::clock::now();
    const shared_response* refused = nullptr;
    if (!address_limit_.is_limited() && !key_limit_.is_limited())
        refused = is_too_fast(request) ? &too_fast_ : nullptr;
    else if (!address_limit_.admits(std::string(request.client), now))
        refused = &address_too_fast_;
    if (refused != nullptr) parts_.metrics.count_collect_refusal("too_many_requests");
    return refused;
}

std::optional<api::reply> api::answer_api(const http_request& request,
                                          const response_callback& taker) {
    const std::string_view path = request.path().substr(api_root.size());
    if (request.path() == events_path) {
        if (request.method == http_method::options) return detail::options_of(posting);
        if (request.method != http_method::post) return detail::wrong_method(request, posting);
        return answer_ingest(request, taker);
    }
    std::string_view id;
    const endpoint* const asked = find_endpoint(path, id);
    const bool is_list = path.empty() || path == "/";
    const bool is_known = asked != nullptr || is_list || path == "/status" || path == "/stream" ||
                          path == "/openapi.json";
    if (!is_known) return detail::at_once(detail::no_such_path(request.path()));
    const bool is_query = path == query_path;
    const std::string_view methods = is_query ? asking : reading;
    if (request.method == http_method::options) return detail::options_of(methods);
    if (!detail::is_reading(request) && !(is_query && request.method == http_method::post))
        return detail::wrong_method(request, methods);
    if (const auto refused = rules_.refusal(request.authorization, access_scope::read))
        return detail::at_once(*refused);
    if (is_query) return answer_query(request, *asked, taker);
    if (asked != nullptr) return answer_report(request, *asked, id, taker);
    report_query none;
    if (const auto wrong = read_query(request.query(), parameters(), none))
        return detail::at_once(*wrong);
    if (path == "/stream") {
        if (!accepts(request.accept, "text/event-stream"))
            return detail::at_once(detail::not_acceptable("text/event-stream"));
        return reply{stream_head_, request.method == http_method::get};
    }
    if (!accepts(request.accept, "application/json"))
        return detail::at_once(detail::not_acceptable("application/json"));
    if (path == "/openapi.json") return reply{documents_.openapi};
    if (is_list) return reply{documents_.listing};
    return answer_status(request, taker);
}

// Clients behind one address are told apart by their tokens, if these are ours.
std::string api::client_of(const http_request& request) const {
    std::string client(request.client);
    if (rules_.tokens.scope_of(request.authorization))
        client.append(" ").append(request.authorization);
    return client;
}

std::optional<problem> api::problem_of_queue(queue_verdict verdict) {
    if (verdict == queue_verdict::queued) return std::nullopt;
    if (verdict == queue_verdict::all_have_too_many) {
        parts_.metrics.pool_refused_all.fetch_add(1);
        return detail::too_busy();
    }
    parts_.metrics.pool_refused_client.fetch_add(1);
    return problem{.status = 429,
                   .code = "too_many_questions",
                   .detail = "too many of your questions wait for the database; ask fewer at once"};
}

void api::submit(job_kind kind, const http_request& request,
                 std::function<http_response(connection&)> work, const response_callback& taker) {
    const auto run = [this, kind, work = std::move(work), taker](connection& on) {
        taker(make_ready(detail::timed(parts_.metrics, kind, [&] { return work(on); })));
    };
    const auto fail = [taker](const std::exception_ptr& thrown) { taker(detail::failed(thrown)); };
    database_pool& pool = kind == job_kind::ingest ? parts_.writers : parts_.readers;
    if (const auto refused =
            problem_of_queue(pool.submit({run, fail}, {.client = client_of(request)})))
        taker(make_ready(response_of(*refused)));
}

std::optional<api::reply> api::answer_status(const http_request& request,
                                             const response_callback& taker) {
    if (const auto obstacle = parts_.feed.obstacle()) return detail::at_once(*obstacle);
    submit(
        job_kind::status, request,
        [this](connection& on) {
            return http_response{.content_type = "application/json",
                                 .body = parts_.feed.status(on).dump() + "\n"};
        },
        taker);
    return std::nullopt;
}

std::optional<api::reply> api::answer_ingest(const http_request& request,
                                             const response_callback& taker) {
    report_query none;
    if (const auto wrong = read_query(request.query(), parameters(), none))
        return detail::at_once(*wrong);
    const bool is_rows = names_type(request.content_type, "application/x-ndjson");
    if (!is_rows && !names_type(request.content_type, "application/json"))
        return detail::at_once({.status = 415,
                                .code = "unsupported_media_type",
                                .detail = "send application/json or application/x-ndjson"});
    const auto is_gzip = detail::coding_of(request.content_encoding);
    if (!is_gzip) return detail::unknown_coding();
    if (request.idempotency_key.size() > longest_key || !is_utf8(request.idempotency_key))
        return detail::at_once({.status = 400,
                                .code = "bad_key",
                                .detail = "Idempotency-Key must be text of at most 255 bytes"});
    return store(request,
                 {.body = std::string(request.body),
                  .format = is_rows ? ingest_format::ndjson : ingest_format::document,
                  .is_gzip = *is_gzip,
                  .idempotency_key = std::string(request.idempotency_key),
                  .identity = {},
                  .now = parts_.now()},
                 taker);
}

void api::count_stored(std::uint64_t accepted, std::uint64_t rejected) {
    parts_.metrics.ingest_accepted.fetch_add(accepted, std::memory_order_relaxed);
    parts_.metrics.ingest_rejected.fetch_add(rejected, std::memory_order_relaxed);
}

// Answers when the events are committed.
std::optional<api::reply> api::store(const http_request& request, ingest_request asked,
                                     const response_callback& taker) {
    if (const auto obstacle = parts_.feed.obstacle()) return detail::at_once(*obstacle);
    auto room = std::make_shared<byte_budget::share>(waiting_bodies_);
    if (!room->grow_to(request.body.size())) return detail::at_once(detail::too_busy());
    asked.identity = random_identity();
    asked.own_hosts = parts_.own_hosts;
    submit(
        job_kind::ingest, request,
        [this, asked = std::make_shared<const ingest_request>(std::move(asked)),
         room](connection& on) {
            ingest_answer done = ingest_events(on, *asked);
            if (done.refusal) return response_of(*done.refusal);
            count_stored(done.accepted, done.rejected);
            return http_response{.content_type = "application/json", .body = std::move(done.body)};
        },
        taker);
    return std::nullopt;
}

std::optional<api::reply> api::answer_readiness(const http_request& request,
                                                const response_callback& taker) {
    if (const auto obstacle = parts_.feed.obstacle()) return detail::at_once(*obstacle);
    if (!parts_.feed.is_live()) return detail::at_once(database_away());
    submit(
        job_kind::status, request,
        [](connection& on) {
            on.run("select 1");
            return http_response{.content_type = "text/plain", .body = "ready\n"};
        },
        taker);
    return std::nullopt;
}

shared_response api::file_at(std::string_view path) const {
    if (path == tag_path && tag_) return tag_;
    if (path == reference_path) return documents_.reference;
    if (path == reference_style_path) return documents_.style;
    return dashboard_.find(path);
}

// What is not the API: probes, metrics, pages.
std::optional<api::reply> api::answer_other(const http_request& request,
                                            const response_callback& taker) {
    const auto path = decoded(request.path());
    const bool is_probe = path == "/healthz" || path == "/readyz" || path == "/metrics";
    const shared_response file = path ? file_at(*path) : nullptr;
    if (!is_probe && !file)
        return detail::at_once(is_of_collect(request.path())
                                   ? detail::not_collecting(request.path())
                                   : detail::no_such_path(request.path()));
    if (request.method == http_method::options) return detail::options_of(reading);
    if (!detail::is_reading(request)) return detail::wrong_method(request, reading);
    if (file) return reply{file};
    if (path == "/healthz")
        return reply{make_ready({.content_type = "text/plain", .body = "ok\n"})};
    if (path == "/readyz") return answer_readiness(request, taker);
    if (const auto refused = rules_.refusal(request.authorization, access_scope::read))
        return detail::at_once(*refused);
    const auto sum = [this](std::size_t (database_pool::*of)() const) {
        return static_cast<std::int64_t>((parts_.readers.*of)() + (parts_.writers.*of)());
    };
    parts_.metrics.export_bytes = exports_.used();
    parts_.metrics.collect_waiting_bytes = static_cast<std::int64_t>(groups_.waiting_bytes());
    parts_.metrics.collect_groups = groups_.groups();
    parts_.metrics.pool_waiting = sum(&database_pool::waiting);
    parts_.metrics.pool_clients = sum(&database_pool::waiting_clients);
    const journey_store_figures journeys = parts_.journeys.figures();
    parts_.metrics.journey_bytes = static_cast<std::int64_t>(journeys.bytes);
    parts_.metrics.journey_days = static_cast<std::int64_t>(journeys.days);
    parts_.metrics.journey_hits = journeys.hits;
    parts_.metrics.journey_loads = journeys.loads;
    const session_store_figures sessions = parts_.sessions.figures();
    parts_.metrics.session_bytes = static_cast<std::int64_t>(sessions.bytes);
    parts_.metrics.session_days = static_cast<std::int64_t>(sessions.days);
    parts_.metrics.session_hits = sessions.hits;
    parts_.metrics.session_loads = sessions.loads;
    parts_.metrics.session_patches = sessions.patches;
    return reply{make_ready({.content_type = "text/plain; version=0.0.4; charset=utf-8",
                             .body = parts_.metrics.text()})};
}

}  // namespace attrib
