/// @file
/// A request, without the socket it came by.
#pragma once

#include <cstdint>
#include <string_view>

namespace attrib {

enum class http_method : unsigned char { get, head, post, options, other };

/// Views of the connection's buffers, good until the request is answered. An absent header is
/// empty.
struct http_request {
    http_method method = http_method::get;
    std::string_view method_name;  ///< as it was sent
    std::string_view target;       ///< path and query, as they were sent
    std::string_view body;

    std::string_view client;  ///< address that it came from

    std::string_view accept;
    std::string_view accept_encoding;
    std::string_view authorization;
    std::string_view ce_id;  ///< of CloudEvents in binary mode, as the next two
    std::string_view ce_time;
    std::string_view ce_type;
    std::string_view content_encoding;
    std::string_view content_type;
    std::string_view host;
    std::string_view idempotency_key;
    std::string_view if_none_match;
    std::string_view last_event_id;
    std::string_view origin;
    std::string_view user_agent;

    /// A target as proxies may send it, http://HOST/PATH, becomes the host and the path.
    void take_host_of_target() noexcept {
        constexpr std::string_view scheme = "http://";
        if (!target.starts_with(scheme)) return;
        target.remove_prefix(scheme.size());
        const std::size_t slash = target.find('/');
        host = target.substr(0, slash);
        target = slash == std::string_view::npos ? "/" : target.substr(slash);
    }

    [[nodiscard]] std::string_view path() const noexcept {
        return target.substr(0, target.find('?'));
    }

    [[nodiscard]] std::string_view query() const noexcept {
        const std::size_t mark = target.find('?');
        return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    }
};

}  // namespace attrib
