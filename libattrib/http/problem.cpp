#include <algorithm>
#include <libattrib/core/query_string.hpp>
#include <libattrib/http/problem.hpp>
#include <libattrib/postgres/sql_state.hpp>
#include <nlohmann/json.hpp>

namespace attrib {
namespace {

using nlohmann::ordered_json;

// What was given may be any bytes.
std::string text_of(const ordered_json& value) {
    return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

int retry_after_of(const problem& what) noexcept {
    if (what.status == 503) return std::max(what.retry_after, 1);
    if (what.status != 429) return 0;
    return what.retry_after != 0 ? what.retry_after : 5;
}

}  // namespace

http_response response_of(const problem& what) {
    ordered_json body{{"type", "urn:attrib:problem:" + what.code},
                      {"title", reason_of(what.status)},
                      {"status", what.status},
                      {"detail", what.detail}};
    if (!what.parameter.empty()) {
        body["parameter"] = what.parameter;
        body["given"] = what.given;
        body["allowed"] = what.allowed;
    }
    http_response response{.status = what.status,
                           .content_type = "application/problem+json",
                           .body = text_of(body) + "\n"};
    if (const int seconds = retry_after_of(what); seconds != 0)
        response.headers.emplace_back("Retry-After", std::to_string(seconds));
    if (what.status == 401)
        response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"attrib\"");
    return response;
}

std::string_view name_in_backticks(std::string_view message) noexcept {
    const std::size_t begin = message.find('`') + 1;
    const std::size_t end = message.find('`', begin);
    if (begin == 0 || end == std::string_view::npos) return {};
    return message.substr(begin, end - begin);
}

void put_given(std::string_view query, problem& what) {
    const auto parameters = parameters_of(query);
    if (!parameters) return;
    for (const query_parameter& each : *parameters)
        if (each.name == what.parameter) what.given = each.value;
}

problem database_away() {
    return {.status = 503,
            .code = "database_unavailable",
            .detail = "the database cannot be reached; try again"};
}

problem problem_of(const failure& failed) {
    // A statement that took too long, a deadlock: who asks again may be answered.
    const bool passes = kind_of(failed) == failure_kind::transient;
    return {.status = passes ? 503 : http_status_of(failed.code()),
            .code = std::string(name_of(failed.code())),
            .detail = failed.what()};
}

}  // namespace attrib
