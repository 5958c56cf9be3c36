/// @file
/// What requests are refused with, and what is common to the jobs of an api.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <libattrib/core/error.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/http/api.hpp>
#include <libattrib/http/query_parameters.hpp>
#include <libattrib/http/report_query.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace attrib::detail {

inline api::reply at_once(const problem& what) { return {make_ready(response_of(what))}; }

inline problem no_such_path(std::string_view path) {
    return {.status = 404,
            .code = "not_found",
            .detail = fmt::format("there is nothing at {}; {} says what there is", path, api_root)};
}

inline problem not_collecting(std::string_view path) {
    return {
        .status = 404,
        .code = "not_found",
        .detail = fmt::format("{} takes events only when attrib-serve runs with --collect", path)};
}

inline api::reply wrong_method(const http_request& request, std::string_view allowed) {
    http_response response = response_of(problem{
        .status = 405,
        .code = "method_not_allowed",
        .detail = fmt::format("{} is not for this; allowed: {}", request.method_name, allowed)});
    response.headers.emplace_back("Allow", allowed);
    return {make_ready(std::move(response))};
}

inline api::reply options_of(std::string_view allowed) {
    return {make_ready({.status = 204,
                        .content_type = {},
                        .body = {},
                        .headers = {{"Allow", std::string(allowed)},
                                    {"Access-Control-Allow-Methods", std::string(allowed)},
                                    {"Access-Control-Allow-Headers",
                                     "Authorization, Content-Type, Idempotency-Key, Last-Event-ID"},
                                    {"Access-Control-Max-Age", "600"}}})};
}

inline bool is_reading(const http_request& request) noexcept {
    return request.method == http_method::get || request.method == http_method::head;
}

inline problem not_acceptable(std::string_view types) {
    return {.status = 406,
            .code = "not_acceptable",
            .detail = fmt::format("Accept excludes what there is: {}", types)};
}

inline problem too_busy() {
    return {.status = 503,
            .code = "too_busy",
            .detail = "too many questions wait for the database; try again"};
}

inline problem too_large(std::size_t max_bytes) {
    return {.status = 413,
            .code = "content_too_large",
            .detail = fmt::format("the body is over {} bytes; send it in parts", max_bytes)};
}

/// Whether a body of that Content-Encoding is gzip; nothing where it is neither that nor plain.
inline std::optional<bool> coding_of(std::string_view content_encoding) {
    const std::string coding = ascii_lower(content_encoding);
    if (coding == "gzip" || coding == "x-gzip") return true;
    if (coding.empty() || coding == "identity") return false;
    return std::nullopt;
}

inline api::reply unknown_coding() {
    http_response response = response_of(
        problem{.status = 415,
                .code = "unsupported_encoding",
                .detail = "Content-Encoding must be gzip; send the body as gzip or as it is"});
    response.headers.emplace_back("Accept-Encoding", "gzip, identity");
    return {make_ready(std::move(response))};
}

/// A query that its parameters or its body state is refused.
inline problem refused_query(const failure& failed, std::string_view parameters) {
    problem what = problem_of_query(failed);
    put_given(parameters, what);
    return what;
}

/// What an exception of a job means; nothing: the database is away.
inline std::optional<problem> problem_of(const std::exception_ptr& thrown,
                                         std::string_view query = {}, bool is_query = false) {
    try {
        std::rethrow_exception(thrown);
    } catch (const failure& failed) {
        if (failed.code() == errc::database_unavailable) return std::nullopt;
        if (failed.code() == errc::invalid_option)
            return is_query ? refused_query(failed, query) : problem_of_filter(failed, query);
        return problem_of(failed);
    } catch (const std::exception& failed) {
        return problem{.status = 500, .code = "internal", .detail = failed.what()};
    }
}

/// The answer to a request whose job threw that.
inline shared_response failed(const std::exception_ptr& thrown) {
    return make_ready(response_of(problem_of(thrown).value_or(database_away())));
}

/// What an exception of a job says.
inline std::string text_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& failed) {
        return failed.what();
    }
}

/// What `work` gives; its time counts for `kind`, also when it throws.
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

}  // namespace attrib::detail
