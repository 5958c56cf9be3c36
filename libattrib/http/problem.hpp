/// @file
/// Answers that say what went wrong, as problem+json (RFC 9457).
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/http/response.hpp>
#include <string>

namespace attrib {

struct problem {
    int status = 500;
    std::string code;         ///< short fixed name; the last part of `type`
    std::string detail;       ///< what happened and what to do, for people
    std::string parameter{};  ///< the one that is wrong; empty: none is
    std::string given{};
    std::string allowed{};
    int retry_after = 0;  ///< seconds, told with 429 and 503; 0: as usual for the status
};

[[nodiscard]] http_response response_of(const problem& what);

/// What a failure of the library means to a client. 503 come with Retry-After.
[[nodiscard]] problem problem_of(const failure& failed);

/// 503: what cannot be answered while the database is away.
[[nodiscard]] problem database_away();

}  // namespace attrib
