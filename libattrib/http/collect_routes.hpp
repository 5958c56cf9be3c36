/// @file
/// Where clients of a site send events: the protocols that attrib-serve --collect speaks.
#pragma once

#include <libattrib/http/access.hpp>
#include <libattrib/http/ingest.hpp>
#include <libattrib/http/request.hpp>
#include <libattrib/http/response.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace attrib {

/// What a request was read as.
struct collect_reading {
    std::variant<collected_rows, problem> rows;
    std::string messages{};  ///< JSON for the answer, where the protocol has any
};

struct collect_route {
    std::string_view path;
    std::string_view methods;  ///< as Allow lists them

    /// The key that the request was sent with; empty: none.
    std::string (*key)(const http_request& request);

    collect_reading (*read)(const client_request& request);

    /// The answer; `stored` is null where nothing was to be stored.
    http_response (*answer)(const parsed_events* stored, std::string_view messages);

    bool has_report = false;  ///< whether the answer is not always the same
    bool is_dry = false;      ///< whether nothing is stored

    /// Whether a signed token takes the place of a key, where the rules have a verifier.
    bool is_pushed = false;

    bool has_key_in_body = false;  ///< where there is no Authorization
};

/// The route of a path; null: none.
[[nodiscard]] const collect_route* find_collect_route(std::string_view path) noexcept;

[[nodiscard]] std::span<const collect_route> collect_routes() noexcept;

/// The place of a route among them.
[[nodiscard]] inline std::size_t index_of(const collect_route& route) noexcept {
    return static_cast<std::size_t>(&route - collect_routes().data());
}

/// Whether the key is to be looked for in the body.
[[nodiscard]] bool is_key_in_body(const http_request& request, const collect_route& route) noexcept;

/// The key of a request with that body, decompressed; empty: none.
[[nodiscard]] std::string key_of(http_request request, const collect_route& route,
                                 std::string_view body);

/// Why who has that key may not send.
[[nodiscard]] std::optional<problem> refusal_of_key(std::string_view key,
                                                    const access_rules& rules);

/// Why a request may not send, whatever its body is: its origin or its key is not one of the
/// rules'. A key in the body is not looked at.
[[nodiscard]] std::optional<problem> refusal_of_sender(const http_request& request,
                                                       const collect_route& route,
                                                       const access_rules& rules);

/// Whether events may come by that method.
[[nodiscard]] bool takes(const collect_route& route, http_method method) noexcept;

/// Whether pages of that origin may send.
[[nodiscard]] bool may_send(std::string_view origin, const collect_rules& rules) noexcept;

}  // namespace attrib
