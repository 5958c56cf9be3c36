// Reports and queries: read, answered from the cache or made.
#include <algorithm>
#include <libattrib/core/query_string.hpp>
#include <libattrib/http/api.hpp>
#include <libattrib/http/detail/api_replies.hpp>
#include <libattrib/http/negotiation.hpp>

namespace attrib {
namespace {

// Keeps its share of a budget as long as the pieces are kept.
struct budgeted_pieces {
    byte_budget::share share;
    std::shared_ptr<const csv_pieces> pieces;
};

bool takes_json(std::string_view accept) {
    return accept.empty() || accept == "*/*" || accepts(accept, "application/json");
}

// Whether Accept names CSV and not JSON.
bool prefers_csv(std::string_view accept) {
    return names_type(accept, "text/csv") && !names_type(accept, "application/json");
}

}  // namespace

std::optional<api::reply> api::answer_report(const http_request& request, const endpoint& asked,
                                             std::string_view id, const response_callback& taker) {
    const bool has_csv = (asked.allowed & parameters(parameter::format)) != 0;
    const bool is_csv = has_csv && prefers_csv(request.accept);
    const bool is_acceptable = is_csv || takes_json(request.accept);
    thread_local std::string key;
    key.assign(request.target).append(is_csv ? "\n1" : "\n0");
    const auto obstacle = parts_.feed.obstacle();
    if (!obstacle && is_acceptable)
        if (auto ready = ready_answer(key)) return ready;
    report_query query;
    if (const auto wrong = read_query(request.query(), asked.allowed, query, asked.required))
        return detail::at_once(*wrong);
    if (!query.is_csv && !is_acceptable)
        return detail::at_once(
            detail::not_acceptable(has_csv ? "application/json, text/csv" : "application/json"));
    const auto name = decoded(id);
    if (!name) return detail::at_once(detail::no_such_path(request.path()));
    if (obstacle) return detail::at_once(*obstacle);
    query.id = *name;
    query.is_csv = query.is_csv.value_or(is_csv);
    get(key, request, asked, std::move(query), taker);
    return std::nullopt;
}

// The fresh answer of the cache, if there is one.
std::optional<api::reply> api::ready_answer(const std::string& key) {
    shared_response ready = parts_.cache.find(key);
    if (!ready) return std::nullopt;
    parts_.metrics.answers_ready.fetch_add(1, std::memory_order_relaxed);
    return reply{std::move(ready)};
}

void api::get(const std::string& key, const http_request& request, const endpoint& asked,
              report_query query, const response_callback& taker) {
    parts_.cache.get(key, client_of(request), maker_of(asked, std::move(query), request.query()),
                     [taker](const shared_response& response) {
                         taker(response ? response : make_ready(response_of(database_away())));
                     });
}

// A query by GET and by POST is one question.
std::optional<api::reply> api::answer_query(const http_request& request, const endpoint& asked,
                                            const response_callback& taker) {
    const bool is_post = request.method == http_method::post;
    if (is_post && !request.query().empty())
        return detail::at_once({.status = 400,
                                .code = "invalid_query",
                                .detail = "a query is in the body or in the target, not in both"});
    if (is_post && !names_type(request.content_type, "application/json"))
        return detail::at_once(
            {.status = 415, .code = "unsupported_media_type", .detail = "send application/json"});
    if (is_post && detail::coding_of(request.content_encoding) != false)
        return detail::unknown_coding();
    stated_query stated;
    if (const auto wrong = is_post ? read_query_body(request.body, stated)
                                   : read_query_parameters(request.query(), stated))
        return detail::at_once(*wrong);
    const bool is_csv = stated.is_csv.value_or(prefers_csv(request.accept));
    if (!stated.is_csv && !is_csv && !takes_json(request.accept))
        return detail::at_once(detail::not_acceptable("application/json, text/csv"));
    const std::string key = fmt::format("{}{}\n{}{}\n{}", api_root, asked.path, is_csv ? 1 : 0,
                                        stated.has_byte_order_mark ? 1 : 0, stated.text);
    const auto obstacle = parts_.feed.obstacle();
    if (obstacle) return detail::at_once(*obstacle);
    if (auto ready = ready_answer(key)) return ready;
    report_query query;
    query.query = std::move(stated.request);
    query.is_csv = is_csv;
    query.has_byte_order_mark = stated.has_byte_order_mark;
    get(key, request, asked, std::move(query), taker);
    return std::nullopt;
}

report_source api::source_of(connection& on) const {
    return {on, parts_.journeys, parts_.sessions, parts_.threads};
}

scoped_answer api::report_answer(connection& on, const endpoint& asked, report_query query) {
    const timestamp now = parts_.now();
    (query.query ? query.query->filter : query.filter).now = now;
    const report_source from = source_of(on);
    if (query.is_csv.value_or(false)) {
        csv_report made = asked.csv != nullptr ? asked.csv(from, query)
                                               : csv_report_of(asked.report(from, query));
        return {csv_answer(asked, query, made, from), scope_of(asked, query, made.answer, now)};
    }
    const json answer = asked.report(from, query);
    if (answer.is_null())
        return {make_ready(response_of(problem{.status = 404,
                                               .code = "not_found",
                                               .detail = "there is no conversion of this id"})),
                {}};
    return {make_ready(json_response(answer)), scope_of(asked, query, answer, now)};
}

// What is sent in pieces takes its part of the budget; where it needs more than there is, all.
shared_response api::csv_answer(const endpoint& asked, const report_query& query,
                                const csv_report& made, const report_source& from) {
    csv_piece first = made.rows->at({}, from);
    if (!first.next) return make_ready(csv_response(asked, query, std::move(first), nullptr));
    byte_budget::share share(exports_);
    if (!share.grow_to(std::min(made.rows->bytes(), exports_.max_bytes())))
        return make_ready(response_of(problem{
            .status = 503,
            .code = "too_busy",
            .detail = "answers that are being sent hold too many rows; try again when they are "
                      "through, or ask for less"}));
    const auto kept =
        std::make_shared<budgeted_pieces>(budgeted_pieces{std::move(share), made.rows});
    return make_ready(csv_response(asked, query, std::move(first), {kept, kept->pieces.get()}));
}

void api::make_piece(const answer_rest& rest, const http_request& request,
                     const piece_taker& taker) {
    const auto run = [this, rest, taker](connection& on) {
        taker(detail::timed(parts_.metrics, job_kind::report, [&] {
            return std::make_shared<const csv_piece>(rest.pieces->at(rest.position, source_of(on)));
        }));
    };
    const auto fail = [this, taker,
                       target = std::string(request.target)](const std::exception_ptr& thrown) {
        if (parts_.on_message)
            parts_.on_message("the answer to " + target +
                              " was cut off: " + detail::text_of(thrown));
        taker(nullptr);
    };
    const job_owner owner{.client = client_of(request), .is_begun = true};
    if (parts_.readers.submit({run, fail}, owner) != queue_verdict::queued) taker(nullptr);
}

answer_maker api::maker_of(const endpoint& asked, report_query query, std::string_view asked_for) {
    return [this, &asked, query = std::move(query), text = std::string(asked_for)](
               const job_owner& owner, const std::function<void(scoped_answer)>& done) {
        const job_kind kind = owner.is_ahead_of_time ? job_kind::ahead : job_kind::report;
        const auto run = [this, kind, &asked, query, done](connection& on) {
            done(detail::timed(parts_.metrics, kind,
                               [&] { return report_answer(on, asked, query); }));
        };
        const auto fail = [done, text,
                           is_query = query.query.has_value()](const std::exception_ptr& thrown) {
            const auto what = detail::problem_of(thrown, text, is_query);
            done({what ? make_ready(response_of(*what)) : nullptr, {}});
        };
        if (const auto refused = problem_of_queue(parts_.readers.submit({run, fail}, owner)))
            done({make_ready(response_of(*refused)), {}});
    };
}

}  // namespace attrib
