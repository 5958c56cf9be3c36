#include <fmt/format.h>

#include <array>
#include <libattrib/core/utf8.hpp>
#include <libattrib/http/api.hpp>
#include <libattrib/http/api_listing.hpp>
#include <libattrib/http/ingest.hpp>
#include <libattrib/http/negotiation.hpp>
#include <libattrib/http/query_parameters.hpp>
#include <libattrib/http/reference_page.hpp>
#include <libattrib/http/target.hpp>
#include <random>

namespace attrib {

namespace {

constexpr std::string_view reading = "GET, HEAD, OPTIONS";
constexpr std::string_view posting = "POST, OPTIONS";
constexpr std::string_view asking = "GET, HEAD, POST, OPTIONS";
constexpr std::string_view query_path = "/query";
constexpr std::string_view events_path = "/api/v1/events";
constexpr std::size_t longest_key = 255;

api::reply at_once(const problem& what) { return {make_ready(response_of(what))}; }

problem no_such_path(std::string_view path) {
    return {.status = 404,
            .code = "not_found",
            .detail = fmt::format("there is nothing at {}; {} says what there is", path, api_root)};
}

api::reply wrong_method(const http_request& request, std::string_view allowed) {
    http_response response = response_of(problem{
        .status = 405,
        .code = "method_not_allowed",
        .detail = fmt::format("{} is not for this; allowed: {}", request.method_name, allowed)});
    response.headers.emplace_back("Allow", allowed);
    return {make_ready(std::move(response))};
}

api::reply options_of(std::string_view allowed) {
    return {make_ready({.status = 204,
                        .content_type = {},
                        .body = {},
                        .headers = {{"Allow", std::string(allowed)},
                                    {"Access-Control-Allow-Methods", std::string(allowed)},
                                    {"Access-Control-Allow-Headers",
                                     "Authorization, Content-Type, Idempotency-Key, Last-Event-ID"},
                                    {"Access-Control-Max-Age", "600"}}})};
}

bool is_reading(const http_request& request) noexcept {
    return request.method == http_method::get || request.method == http_method::head;
}

problem not_acceptable(std::string_view types) {
    return {.status = 406,
            .code = "not_acceptable",
            .detail = fmt::format("Accept excludes what there is: {}", types)};
}

problem too_busy() {
    return {.status = 503,
            .code = "too_busy",
            .detail = "too many questions wait for the database; try again"};
}

// Whether a body of that Content-Encoding is gzip; nothing where it is neither that nor plain.
std::optional<bool> coding_of(std::string_view content_encoding) {
    const std::string coding = ascii_lower(content_encoding);
    if (coding == "gzip" || coding == "x-gzip") return true;
    if (coding.empty() || coding == "identity") return false;
    return std::nullopt;
}

api::reply unknown_coding() {
    http_response response =
        response_of(problem{.status = 415,
                            .code = "unsupported_encoding",
                            .detail = "of content codings gzip is taken, and none"});
    response.headers.emplace_back("Accept-Encoding", "gzip, identity");
    return {make_ready(std::move(response))};
}

std::string random_identity() {
    std::random_device random;
    std::string text;
    for (int i = 0; i < 4; ++i) text += fmt::format("{:08x}", random());
    return text;
}

// What an exception of a job means; nothing: the database is away.
std::optional<problem> problem_of(const std::exception_ptr& thrown, std::string_view query = {},
                                  bool is_query = false) {
    try {
        std::rethrow_exception(thrown);
    } catch (const failure& failed) {
        if (failed.code() == errc::database_unavailable) return std::nullopt;
        if (failed.code() == errc::invalid_option)
            return is_query ? problem_of_query(failed) : problem_of_filter(failed, query);
        return problem_of(failed);
    } catch (const std::exception& failed) {
        return problem{.status = 500, .code = "internal", .detail = failed.what()};
    }
}

// What `work` gives; its time counts for `kind`, also when it throws.
template <class Work>
auto timed(server_metrics& metrics, job_kind kind, const Work& work) {
    struct timer {
        server_metrics& metrics;
        job_kind kind;
        std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
        ~timer() { metrics.count_job(kind, std::chrono::steady_clock::now() - begun); }
    } const counted{metrics, kind};
    return work();
}

scoped_answer answer_of(const report_source& from, const endpoint& asked, report_query query,
                        timestamp now) {
    (query.query ? query.query->filter : query.filter).now = now;
    const json answer = asked.report(from, query);
    if (answer.is_null())
        return {make_ready(response_of(problem{.status = 404,
                                               .code = "not_found",
                                               .detail = "there is no conversion of this id"})),
                {}};
    return {make_ready(response_of(asked, query, answer, query.is_csv.value_or(false))),
            scope_of(asked, query, answer, now)};
}

}  // namespace

api::api(api_parts parts, access_rules rules, static_files dashboard)
    : parts_(std::move(parts)),
      rules_(std::move(rules)),
      dashboard_(std::move(dashboard)),
      limit_(rules_.requests_per_second),
      documents_(parts_.feed.version()),
      stream_head_(make_ready({.content_type = "text/event-stream",
                               .body = {},
                               .headers = {{"X-Accel-Buffering", "no"}},
                               .is_stream = true})),
      too_fast_(make_ready(response_of(limit_.refusal()))) {}

std::string api::origin_lines(std::string_view origin) const {
    if (origin.empty() || !rules_.allows_origin(origin)) return {};
    return fmt::format(
        "Access-Control-Allow-Origin: {}\r\nAccess-Control-Expose-Headers: ETag, Retry-After\r\n",
        origin);
}

std::optional<problem> api::refusal(const http_request& request) const {
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

std::optional<api::reply> api::answer(const http_request& request, const answer_taker& taker) {
    if (const auto refused = refusal(request)) return at_once(*refused);
    if (!request.target.starts_with(api_root)) return answer_other(request, taker);
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

std::optional<api::reply> api::answer_api(const http_request& request, const answer_taker& taker) {
    const std::string_view path = request.path().substr(api_root.size());
    if (request.path() == events_path) {
        if (request.method == http_method::options) return options_of(posting);
        if (request.method != http_method::post) return wrong_method(request, posting);
        return answer_ingest(request, taker);
    }
    std::string_view id;
    const endpoint* const asked = find_endpoint(path, id);
    const bool is_list = path.empty() || path == "/";
    const bool is_known = asked != nullptr || is_list || path == "/status" || path == "/stream" ||
                          path == "/openapi.json";
    if (!is_known) return at_once(no_such_path(request.path()));
    const bool is_query = path == query_path;
    const std::string_view methods = is_query ? asking : reading;
    if (request.method == http_method::options) return options_of(methods);
    if (!is_reading(request) && !(is_query && request.method == http_method::post))
        return wrong_method(request, methods);
    if (const auto refused = rules_.refusal(request.authorization, access_scope::read))
        return at_once(*refused);
    if (is_query) return answer_query(request, *asked, taker);
    if (asked != nullptr) return answer_report(request, *asked, id, taker);
    report_query none;
    if (const auto wrong = read_query(request.query(), parameters(), none)) return at_once(*wrong);
    if (path == "/stream") {
        if (!accepts(request.accept, "text/event-stream"))
            return at_once(not_acceptable("text/event-stream"));
        return reply{stream_head_, request.method == http_method::get};
    }
    if (!accepts(request.accept, "application/json"))
        return at_once(not_acceptable("application/json"));
    if (path == "/openapi.json") return reply{documents_.openapi};
    if (is_list) return reply{documents_.listing};
    return answer_status(request, taker);
}

std::optional<api::reply> api::answer_report(const http_request& request, const endpoint& asked,
                                             std::string_view id, const answer_taker& taker) {
    const bool has_csv = (asked.allowed & parameters(parameter::format)) != 0;
    const bool is_any = request.accept.empty() || request.accept == "*/*";
    const bool prefers_csv = !is_any && has_csv && names_type(request.accept, "text/csv") &&
                             !names_type(request.accept, "application/json");
    thread_local std::string key;
    key.assign(request.target).append(prefers_csv ? "\n1" : "\n0");
    const auto obstacle = parts_.feed.obstacle();
    if (!obstacle && (is_any || accepts(request.accept, "application/json") || prefers_csv))
        if (shared_response ready = parts_.cache.find(key)) {
            parts_.metrics.answers_ready.fetch_add(1, std::memory_order_relaxed);
            return reply{std::move(ready)};
        }
    report_query query;
    if (const auto wrong = read_query(request.query(), asked.allowed, query, asked.required))
        return at_once(*wrong);
    if (!query.is_csv && !is_any && !prefers_csv && !accepts(request.accept, "application/json"))
        return at_once(not_acceptable(has_csv ? "application/json, text/csv" : "application/json"));
    const auto name = decoded(id);
    if (!name) return at_once(no_such_path(request.path()));
    if (obstacle) return at_once(*obstacle);
    query.id = *name;
    query.is_csv = query.is_csv.value_or(prefers_csv);
    get(key, request, asked, std::move(query), taker);
    return std::nullopt;
}

void api::get(const std::string& key, const http_request& request, const endpoint& asked,
              report_query query, const answer_taker& taker) {
    parts_.cache.get(key, client_of(request), maker_of(asked, std::move(query), request.query()),
                     [taker](const shared_response& response) {
                         taker(response ? response : make_ready(response_of(database_away())));
                     });
}

// A query by GET and by POST is one question.
std::optional<api::reply> api::answer_query(const http_request& request, const endpoint& asked,
                                            const answer_taker& taker) {
    const bool is_post = request.method == http_method::post;
    if (is_post && !request.query().empty())
        return at_once({.status = 400,
                        .code = "invalid_query",
                        .detail = "a query is in the body or in the target, not in both"});
    if (is_post && !names_type(request.content_type, "application/json"))
        return at_once(
            {.status = 415, .code = "unsupported_media_type", .detail = "send application/json"});
    if (is_post && coding_of(request.content_encoding) != false) return unknown_coding();
    stated_query stated;
    if (const auto wrong = is_post ? read_query_body(request.body, stated)
                                   : read_query_parameters(request.query(), stated))
        return at_once(*wrong);
    const bool is_any = request.accept.empty() || request.accept == "*/*";
    const bool is_csv = stated.is_csv.value_or(!is_any && names_type(request.accept, "text/csv") &&
                                               !names_type(request.accept, "application/json"));
    if (!stated.is_csv && !is_csv && !is_any && !accepts(request.accept, "application/json"))
        return at_once(not_acceptable("application/json, text/csv"));
    const std::string key = fmt::format("{}{}\n{}{}\n{}", api_root, query_path, int{is_csv},
                                        int{stated.has_byte_order_mark}, stated.text);
    const auto obstacle = parts_.feed.obstacle();
    if (obstacle) return at_once(*obstacle);
    if (shared_response ready = parts_.cache.find(key)) {
        parts_.metrics.answers_ready.fetch_add(1, std::memory_order_relaxed);
        return reply{std::move(ready)};
    }
    report_query query;
    query.query = std::move(stated.request);
    query.is_csv = is_csv;
    query.has_byte_order_mark = stated.has_byte_order_mark;
    get(key, request, asked, std::move(query), taker);
    return std::nullopt;
}

answer_maker api::maker_of(const endpoint& asked, report_query query, std::string_view asked_for) {
    return [this, &asked, query = std::move(query), text = std::string(asked_for)](
               const job_owner& owner, const std::function<void(scoped_answer)>& done) {
        const job_kind kind = owner.is_ahead_of_time ? job_kind::ahead : job_kind::report;
        const auto run = [this, kind, &asked, query, done](connection& on) {
            const report_source from(on, parts_.journeys, parts_.threads);
            done(timed(parts_.metrics, kind,
                       [&] { return answer_of(from, asked, query, parts_.now()); }));
        };
        const auto fail = [done, text,
                           is_query = query.query.has_value()](const std::exception_ptr& thrown) {
            const auto what = problem_of(thrown, text, is_query);
            done({what ? make_ready(response_of(*what)) : nullptr, {}});
        };
        if (const auto refused = problem_of_queue(parts_.readers.submit({run, fail}, owner)))
            done({make_ready(response_of(*refused)), {}});
    };
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
        return too_busy();
    }
    parts_.metrics.pool_refused_client.fetch_add(1);
    return problem{.status = 429,
                   .code = "too_many_questions",
                   .detail = "too many of your questions wait for the database; ask fewer at once"};
}

void api::submit(job_kind kind, const http_request& request,
                 std::function<http_response(connection&)> work, const answer_taker& taker) {
    const auto run = [this, kind, work = std::move(work), taker](connection& on) {
        taker(make_ready(timed(parts_.metrics, kind, [&] { return work(on); })));
    };
    const auto fail = [taker](const std::exception_ptr& thrown) {
        taker(make_ready(response_of(problem_of(thrown).value_or(database_away()))));
    };
    database_pool& pool = kind == job_kind::ingest ? parts_.writers : parts_.readers;
    if (const auto refused =
            problem_of_queue(pool.submit({run, fail}, {.client = client_of(request)})))
        taker(make_ready(response_of(*refused)));
}

std::optional<api::reply> api::answer_status(const http_request& request,
                                             const answer_taker& taker) {
    if (const auto obstacle = parts_.feed.obstacle()) return at_once(*obstacle);
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
                                             const answer_taker& taker) {
    report_query none;
    if (const auto wrong = read_query(request.query(), parameters(), none)) return at_once(*wrong);
    const bool is_rows = names_type(request.content_type, "application/x-ndjson");
    if (!is_rows && !names_type(request.content_type, "application/json"))
        return at_once({.status = 415,
                        .code = "unsupported_media_type",
                        .detail = "send application/json or application/x-ndjson"});
    const auto is_gzip = coding_of(request.content_encoding);
    if (!is_gzip) return unknown_coding();
    if (request.idempotency_key.size() > longest_key || !is_utf8(request.idempotency_key))
        return at_once({.status = 400,
                        .code = "bad_key",
                        .detail = "Idempotency-Key must be text of at most 255 bytes"});
    if (const auto obstacle = parts_.feed.obstacle()) return at_once(*obstacle);
    auto room = std::make_shared<byte_budget::share>(waiting_bodies_);
    if (!room->grow_to(request.body.size())) return at_once(too_busy());
    const auto asked = std::make_shared<const ingest_request>(
        ingest_request{.body = std::string(request.body),
                       .format = is_rows ? ingest_format::ndjson : ingest_format::document,
                       .is_gzip = *is_gzip,
                       .idempotency_key = std::string(request.idempotency_key),
                       .identity = random_identity(),
                       .own_hosts = parts_.own_hosts,
                       .now = parts_.now()});
    submit(
        job_kind::ingest, request,
        [this, asked, room](connection& on) {
            const ingest_answer done = ingest_events(on, *asked);
            if (done.refusal) return response_of(*done.refusal);
            parts_.metrics.ingest_accepted.fetch_add(done.accepted);
            parts_.metrics.ingest_rejected.fetch_add(done.rejected);
            return http_response{.content_type = "application/json", .body = done.body};
        },
        taker);
    return std::nullopt;
}

std::optional<api::reply> api::answer_readiness(const http_request& request,
                                                const answer_taker& taker) {
    if (const auto obstacle = parts_.feed.obstacle()) return at_once(*obstacle);
    if (!parts_.feed.is_live()) return at_once(database_away());
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
    if (path == reference_path) return documents_.reference;
    if (path == reference_style_path) return documents_.style;
    return dashboard_.find(path);
}

// What is not the API: probes, metrics, pages.
std::optional<api::reply> api::answer_other(const http_request& request,
                                            const answer_taker& taker) {
    const auto path = decoded(request.path());
    const bool is_probe = path == "/healthz" || path == "/readyz" || path == "/metrics";
    const shared_response file = path ? file_at(*path) : nullptr;
    if (!is_probe && !file) return at_once(no_such_path(request.path()));
    if (request.method == http_method::options) return options_of(reading);
    if (!is_reading(request)) return wrong_method(request, reading);
    if (file) return reply{file};
    if (path == "/healthz")
        return reply{make_ready({.content_type = "text/plain", .body = "ok\n"})};
    if (path == "/readyz") return answer_readiness(request, taker);
    if (const auto refused = rules_.refusal(request.authorization, access_scope::read))
        return at_once(*refused);
    const auto sum = [this](std::size_t (database_pool::*of)() const) {
        return static_cast<std::int64_t>((parts_.readers.*of)() + (parts_.writers.*of)());
    };
    parts_.metrics.pool_waiting = sum(&database_pool::waiting);
    parts_.metrics.pool_clients = sum(&database_pool::waiting_clients);
    const journey_store_figures journeys = parts_.journeys.figures();
    parts_.metrics.journey_bytes = static_cast<std::int64_t>(journeys.bytes);
    parts_.metrics.journey_days = static_cast<std::int64_t>(journeys.days);
    parts_.metrics.journey_hits = journeys.hits;
    parts_.metrics.journey_loads = journeys.loads;
    return reply{make_ready({.content_type = "text/plain; version=0.0.4; charset=utf-8",
                             .body = parts_.metrics.text()})};
}

}  // namespace attrib
