/// @file
/// Hosts of URLs in one form, so that they can be compared, and lists of hosts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// A host's name has no more in the DNS.
inline constexpr std::size_t max_host_bytes = 253;

/// The host of a URL without `www.`, user, port and a dot at the end, as it is written; empty when
/// there is none. The scheme may be missing (`//shop.example/`, `shop.example/cart`): then only
/// what looks like the name of a host is one, with a dot.
[[nodiscard]] std::string_view host_of(std::string_view url) noexcept;

/// Whether the host is `site` or one below it. Both in one form.
[[nodiscard]] bool is_within(std::string_view host, std::string_view site) noexcept;

/// Whether one is within the other.
[[nodiscard]] inline bool are_of_one_site(std::string_view one, std::string_view other) noexcept {
    return is_within(one, other) || is_within(other, one);
}

/// Appends at most `max_host_bytes` or the host's own bytes: the host of a URL in the form in which
/// hosts are compared, which is lower case and, unless it is no valid name, ASCII (punycode). Pages
/// that Google translated (`*.translate.goog`) and those of AMP caches (`cdn.ampproject.org`) have
/// the host of the page they are made from.
void append_compared_host(std::string& out, std::string_view url);

/// Hosts with all that are below them.
class host_list {
   public:
    /// Adds a host, which may be given as a URL or as `*.host`. False when the text is not a host.
    [[nodiscard]] bool add(std::string_view host);

    /// Whether it is, or is below, one of them. REQUIRES: in the form of append_compared_host.
    [[nodiscard]] bool contains(std::string_view host) const noexcept;

    [[nodiscard]] bool empty() const noexcept { return hosts_.empty(); }

    /// In the form in which they are compared, in the order in which they were added.
    [[nodiscard]] const std::vector<std::string>& hosts() const noexcept { return hosts_; }

   private:
    std::vector<std::string> hosts_;
};

}  // namespace attrib
