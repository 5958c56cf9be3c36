/// @file
/// Answers that say what went wrong, as problem+json (RFC 9457).
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/http/response.hpp>
#include <string>
#include <string_view>

namespace attrib {

struct problem {
    int status = 500;
    std::string code;         ///< short fixed name; the last part of `type`
    std::string detail;       ///< what happened and what to do, for people
    std::string parameter{};  ///< the one that is wrong; empty: none is
    std::string given{};
    std::string allowed{};
    int retry_after = 0;  ///< seconds; sent with 429 and 503; 0 for the status's default
};

[[nodiscard]] http_response response_of(const problem& what);

/// What a failure of the library means to a client. 503 come with Retry-After.
[[nodiscard]] problem problem_of(const failure& failed);

/// What a message names first in backticks: the parameter that is wrong; empty: it names nothing.
[[nodiscard]] std::string_view name_in_backticks(std::string_view message) noexcept;

/// Says what was given for the parameter that is wrong, where the query string has it.
void put_given(std::string_view query, problem& what);

/// 503: what cannot be answered while the database is away.
[[nodiscard]] problem database_away();

}  // namespace attrib
