#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <libattrib/collect/cloud_events.hpp>
#include <libattrib/collect/ga4_web.hpp>
#include <libattrib/collect/measurement_protocol.hpp>
#include <libattrib/collect/pubsub.hpp>
#include <libattrib/collect/segment.hpp>
#include <libattrib/core/query_string.hpp>
#include <libattrib/http/collect_routes.hpp>

namespace attrib {
namespace {

constexpr std::string_view get_and_post = "GET, POST, OPTIONS";
constexpr std::string_view post_only = "POST, OPTIONS";

std::string parameter_of(const http_request& request, std::string_view name) {
    return parameter_in(request.query(), name).value_or(std::string());
}

std::string key_of_tag(const http_request& request) { return parameter_of(request, "tid"); }

std::string key_of_measurement(const http_request& request) {
    return parameter_of(request, "api_secret");
}

// A write key of Segment's is the user, or from browsers a member of the body.
std::string key_of_segment(const http_request& request) {
    return request.authorization.empty() ? write_key_of(request.body)
                                         : basic_user_of(request.authorization);
}

// Push endpoints are URLs, whose query may hold the key.
std::string key_of_push(const http_request& request) {
    std::string key = parameter_of(request, "key");
    return key.empty() ? basic_user_of(request.authorization) : key;
}

// The rows, or what is wrong with the body.
collect_reading reading_of(result<collected_rows> rows, const char* code) {
    if (rows) return {.rows = *std::move(rows)};
    const bool is_too_large = rows.error().code == errc::too_large;
    return {.rows = problem{.status = is_too_large ? 413 : 400,
                            .code = is_too_large ? "too_many_events" : code,
                            .detail = rows.error().message}};
}

collect_reading of_push(const client_request& request) {
    return reading_of(read_pubsub(request), "no_push_request");
}

collect_reading of_cloud_events(const client_request& request) {
    return reading_of(read_cloud_events(request), "no_cloud_event");
}

collect_reading of_segment(const client_request& request, std::string_view type) {
    return reading_of(read_segment(request, type), "bad_json");
}

collect_reading of_batch(const client_request& request) { return of_segment(request, ""); }
collect_reading of_track(const client_request& request) { return of_segment(request, "track"); }
collect_reading of_page(const client_request& request) { return of_segment(request, "page"); }
collect_reading of_screen(const client_request& request) { return of_segment(request, "screen"); }
collect_reading of_identify(const client_request& request) {
    return of_segment(request, "identify");
}
collect_reading of_group(const client_request& request) { return of_segment(request, "group"); }
collect_reading of_alias(const client_request& request) { return of_segment(request, "alias"); }

collect_reading of_tag(const client_request& request) {
    return reading_of(read_ga4_web(request), "bad_hit");
}

collect_reading of_measurement(const client_request& request) {
    return {.rows = read_measurement(request),
            .messages = json_of(validate_measurement(request.body, request.now))};
}

http_response no_content(const parsed_events* /*stored*/, std::string_view /*messages*/) {
    return {.status = 204, .content_type = {}, .body = {}};
}

// Google's server answers 204 whatever it was sent; a client that looks for it finds it where all
// is well.
http_response answer_measurement(const parsed_events* stored, std::string_view messages) {
    constexpr std::string_view none = "[]";
    http_response response{.content_type = "application/json",
                           .body = fmt::format("{{\"validationMessages\":{}}}\n", messages)};
    if (stored == nullptr) return response;
    if (stored->counts.rejected == 0 && messages == none) return no_content(stored, messages);
    if (stored->counts.accepted == 0) response.status = 400;
    if (!stored->body.empty())
        response.body = fmt::format("{{\"validationMessages\":{},{}", messages,
                                    std::string_view(stored->body).substr(1));
    return response;
}

http_response success(const parsed_events* /*stored*/, std::string_view /*messages*/) {
    return {.content_type = "application/json", .body = "{\"success\":true}\n"};
}

constexpr collect_route message_route(std::string_view path,
                                      collect_reading (*read)(const client_request&)) {
    return {.path = path,
            .methods = post_only,
            .key = key_of_segment,
            .read = read,
            .answer = success,
            .has_key_in_body = true};
}

// Segment's library for browsers uses the short paths.
constexpr std::array routes{
    collect_route{"/g/collect", get_and_post, key_of_tag, of_tag, no_content},
    collect_route{"/mp/collect", post_only, key_of_measurement, of_measurement, answer_measurement,
                  true},
    collect_route{"/debug/mp/collect", post_only, key_of_measurement, of_measurement,
                  answer_measurement, true, true},
    collect_route{.path = "/pubsub/push",
                  .methods = post_only,
                  .key = key_of_push,
                  .read = of_push,
                  .answer = no_content,
                  .is_pushed = true},
    collect_route{.path = "/cloudevents",
                  .methods = post_only,
                  .key = key_of_push,
                  .read = of_cloud_events,
                  .answer = no_content,
                  .is_pushed = true},
    message_route("/v1/batch", of_batch),
    message_route("/v1/track", of_track),
    message_route("/v1/page", of_page),
    message_route("/v1/screen", of_screen),
    message_route("/v1/identify", of_identify),
    message_route("/v1/group", of_group),
    message_route("/v1/alias", of_alias),
    message_route("/v1/b", of_batch),
    message_route("/v1/t", of_track),
    message_route("/v1/p", of_page),
    message_route("/v1/s", of_screen),
    message_route("/v1/i", of_identify),
    message_route("/v1/g", of_group),
    message_route("/v1/a", of_alias),
};

}  // namespace

const collect_route* find_collect_route(std::string_view path) noexcept {
    const auto* const found = std::ranges::find(routes, path, &collect_route::path);
    return found == routes.end() ? nullptr : found;
}

std::span<const collect_route> collect_routes() noexcept { return routes; }

bool takes(const collect_route& route, http_method method) noexcept {
    return method == http_method::post ||
           (method == http_method::get && route.methods.starts_with("GET"));
}

bool may_send(std::string_view origin, const collect_rules& rules) noexcept {
    return rules.origins.empty() || std::ranges::find(rules.origins, origin) != rules.origins.end();
}

std::optional<problem> refusal_of_sender(const http_request& request, const collect_route& route,
                                         const access_rules& rules) {
    if (!takes(route, request.method)) return std::nullopt;  // refused for its method
    // Programs that are no browsers name no origin.
    if (!request.origin.empty() && !may_send(request.origin, rules.collect))
        return problem{.status = 403,
                       .code = "origin_refused",
                       .detail =
                           "pages of this origin may not send events; name it by "
                           "--collect-origin"};
    if (route.is_pushed && rules.collect.push_tokens) {
        auto why = rules.collect.push_tokens->refusal(request.authorization);
        if (!why) return std::nullopt;
        return problem{.status = 401, .code = "token_refused", .detail = *std::move(why)};
    }
    if (is_key_in_body(request, route) || !rules.tokens.has(access_scope::send))
        return std::nullopt;
    return refusal_of_key(route.key(request), rules);
}

bool is_key_in_body(const http_request& request, const collect_route& route) noexcept {
    return route.has_key_in_body && request.authorization.empty();
}

std::string key_of(http_request request, const collect_route& route, std::string_view body) {
    request.body = body;
    return route.key(request);
}

std::optional<problem> refusal_of_key(std::string_view key, const access_rules& rules) {
    if (rules.tokens.may_send(key)) return std::nullopt;
    return problem{.status = 403,
                   .code = "unknown_key",
                   .detail =
                       "send a key of the server's token file: as tid of a tag, "
                       "api_secret of the Measurement Protocol, the user of Basic, writeKey of a "
                       "body, or key in the URL of a push endpoint"};
}

}  // namespace attrib
