/// @file
/// A query of /api/v1/query as a request states it: in the parameters of its target or its body.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/http/problem.hpp>
#include <libattrib/report/query_request.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace attrib {

struct stated_query {
    query_request request{};
    std::optional<bool> is_csv{};      ///< nothing: as Accept says
    bool has_byte_order_mark = false;  ///< of CSV
    std::string text{};                ///< the same for queries that are the same
};

/// Reads it; the problem where it cannot be.
[[nodiscard]] std::optional<problem> read_query_parameters(std::string_view parameters,
                                                           stated_query& out);
[[nodiscard]] std::optional<problem> read_query_body(std::string_view body, stated_query& out);

/// What a query is refused with: the member that the message names in backticks, and what it says
/// is allowed.
[[nodiscard]] problem problem_of_query(const failure& failed);

}  // namespace attrib
