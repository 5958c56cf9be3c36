#include <algorithm>
#include <libattrib/http/problem.hpp>
#include <libattrib/postgres/sql_state.hpp>
#include <nlohmann/json.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

std::string header_of(const http_response& response, std::string_view name) {
    const auto found = std::ranges::find(
        response.headers, name, [](const auto& each) -> std::string_view { return each.first; });
    return found == response.headers.end() ? "" : found->second;
}

problem of_status(int status) { return {.status = status, .code = "x", .detail = "y"}; }

}  // namespace

TEST_CASE("a problem is JSON that names the parameter, what was given and what is allowed") {
    const http_response response = response_of(problem{.status = 400,
                                                       .code = "invalid_parameter",
                                                       .detail = "no",
                                                       .parameter = "from",
                                                       .given = "\"x\"\n",
                                                       .allowed = "a date"});
    CHECK(response.status == 400);
    CHECK(response.content_type == "application/problem+json");
    const auto body = nlohmann::json::parse(response.body);
    CHECK(body == nlohmann::json{{"type", "urn:attrib:problem:invalid_parameter"},
                                 {"title", "Bad Request"},
                                 {"status", 400},
                                 {"detail", "no"},
                                 {"parameter", "from"},
                                 {"given", "\"x\"\n"},
                                 {"allowed", "a date"}});
    CHECK_FALSE(nlohmann::json::parse(response_of(of_status(404)).body).contains("given"));
}

TEST_CASE("bytes that are no text do not break the answer") {
    const http_response response = response_of(problem{.status = 400,
                                                       .code = "\xff",
                                                       .detail = "",
                                                       .parameter = "\xff",
                                                       .given = "\xc3(",
                                                       .allowed = "a"});
    CHECK(nlohmann::json::accept(response.body));
}

TEST_CASE("who should ask again is told when, who needs a token is told how") {
    CHECK(header_of(response_of(of_status(503)), "Retry-After") == "1");
    problem soon = of_status(429);
    soon.retry_after = 2;
    CHECK(header_of(response_of(soon), "Retry-After") == "2");
    CHECK(header_of(response_of(of_status(429)), "Retry-After") == "5");
    CHECK(header_of(response_of(of_status(401)), "WWW-Authenticate") == "Bearer realm=\"attrib\"");
    CHECK(response_of(of_status(404)).headers.empty());
}

TEST_CASE("a failure keeps its name and its sentence") {
    const problem busy = problem_of(failure(errc::database_busy, "a lock"));
    CHECK(busy.status == 503);
    CHECK(busy.code == "database_busy");
    CHECK(busy.detail == "a lock");
    CHECK(problem_of(failure(errc::invalid_option, "")).status == 400);
    CHECK(problem_of(failure(errc::too_large, "")).status == 500);
    // Statement timeout, disk full; a division by zero is ours to mend.
    CHECK(problem_of(database_failure("57014", "canceling statement", "")).status == 503);
    CHECK(problem_of(database_failure("53100", "no space left", "")).status == 503);
    CHECK(problem_of(database_failure("22012", "division by zero", "")).status == 500);
}

}  // namespace attrib::test
