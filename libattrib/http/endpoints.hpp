/// @file
/// The reports under /api/v1: what each may be asked and what its answers are made from.
#pragma once

#include <libattrib/http/answer_cache.hpp>
#include <libattrib/http/report_query.hpp>
#include <libattrib/report/report.hpp>
#include <span>
#include <string_view>

namespace attrib {

inline constexpr std::string_view api_root = "/api/v1";

struct endpoint {
    std::string_view path;  ///< after api_root; one that ends in `/` names something after it
    parameter_set allowed;
    parameter_set required;
    answer_scope::source made_from;
    json (*report)(const report_source&, const report_query&);  ///< null: there is no such thing
    /// All rows where there is no limit; null: the rows of `report`.
    csv_report (*csv)(const report_source&, const report_query&) = nullptr;
};

/// The endpoint that a path (after api_root) names; null when none does. What it names after the
/// last `/` goes to `id`, still percent-encoded.
[[nodiscard]] const endpoint* find_endpoint(std::string_view path, std::string_view& id) noexcept;

[[nodiscard]] std::span<const endpoint> all_endpoints() noexcept;

/// What an answer of the moment `now` was made from, with the days it is about.
[[nodiscard]] answer_scope scope_of(const endpoint& asked, const report_query& query,
                                    const json& answer, timestamp now);

/// An answer as JSON.
[[nodiscard]] http_response json_response(const json& answer);

/// An answer as CSV: the first piece, with `rest` where others follow it.
[[nodiscard]] http_response csv_response(const endpoint& asked, const report_query& query,
                                         csv_piece first, std::shared_ptr<const csv_pieces> rest);

}  // namespace attrib
