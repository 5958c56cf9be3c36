#include <idn2.h>

#include <algorithm>
#include <array>
#include <libattrib/core/blank.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/event/host.hpp>
#include <memory>

namespace attrib {
namespace {

constexpr std::string_view host_ends = "/?#\\";

constexpr bool is_decimal(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_ascii_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_beyond_ascii(char c) noexcept { return static_cast<unsigned char>(c) >= 0x80; }
constexpr bool is_host_character(char c) noexcept {
    return is_ascii_letter(c) || is_decimal(c) || c == '-' || c == '.' || c == '_' ||
           is_beyond_ascii(c);
}

// Whether a text without a scheme is the name of a host rather than a path, a file or words.
bool looks_like_host(std::string_view text) noexcept {
    if (!std::ranges::all_of(text, is_host_character)) return false;
    const std::size_t dot = text.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) return false;
    const std::string_view last = text.substr(dot + 1);
    constexpr std::array<std::string_view, 6> files{"html", "htm", "php", "asp", "aspx", "jsp"};
    if (std::ranges::any_of(files, [&](std::string_view file) { return is_same_name(last, file); }))
        return false;
    if (is_ascii_letter(last[0]) || is_beyond_ascii(last[0])) return true;
    return std::ranges::count(text, '.') == 3 &&  // an address
           std::ranges::all_of(text, [](char c) { return is_decimal(c) || c == '.'; });
}

// Removes the port; empty when what follows the colon is not a port.
std::string_view without_port(std::string_view host) noexcept {
    const std::size_t colon = host.find(':');
    if (colon == std::string_view::npos) return host;
    return std::ranges::all_of(host.substr(colon + 1), is_decimal) ? host.substr(0, colon)
                                                                   : std::string_view();
}

std::string_view without_www(std::string_view host) noexcept {
    constexpr std::string_view www = "www.";
    return is_same_name(host.substr(0, www.size()), www) ? host.substr(www.size()) : host;
}

void append_lower(std::string& out, std::string_view text) {
    for (const char c : text) out.push_back(ascii_lower(c));
}

void append_ascii(std::string& out, std::string_view host) {
    if (host.size() > max_host_bytes || std::ranges::none_of(host, is_beyond_ascii))
        return append_lower(out, host);
    char* made = nullptr;
    const int status =
        idn2_to_ascii_8z(std::string(host).c_str(), &made, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    const std::unique_ptr<char, decltype(&idn2_free)> owner(made, &idn2_free);
    if (status == IDN2_OK && std::string_view(made).size() <= max_host_bytes)
        append_lower(out, made);
    else
        append_lower(out, host);
}

// Google writes a host as one label: `.` as `-` and `-` as `--`; between `0-` and `-0` where that
// would look like punycode. Empty when the label is no host.
std::string host_in_label(std::string_view label) {
    if (label.starts_with("0-") && label.ends_with("-0") && label.size() > 4)
        label = label.substr(2, label.size() - 4);
    std::string host;
    for (std::size_t i = 0; i < label.size(); ++i) {
        const bool is_twice = label[i] == '-' && i + 1 < label.size() && label[i + 1] == '-';
        host.push_back(label[i] == '-' && !is_twice ? '.' : label[i]);
        if (is_twice) ++i;
    }
    return looks_like_host(host) ? host : std::string();
}

// `https://cdn.ampproject.org/c/s/shop.example/page`: the host after one or two short names.
std::string_view host_in_path(std::string_view url) noexcept {
    const std::size_t host = url.find("ampproject.org/");
    if (host == std::string_view::npos) return {};
    std::string_view rest = url.substr(url.find('/', host) + 1);
    for (int i = 0; i < 3; ++i) {
        const std::string_view name = rest.substr(0, rest.find_first_of(host_ends));
        if (looks_like_host(name)) return without_www(name);
        rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    }
    return {};
}

// The host that a translated or AMP copy was made from; empty when the host is not such a copy.
std::string original_of(std::string_view host, std::string_view url) {
    for (const std::string_view copies :
         {".translate.goog", ".cdn.ampproject.org", ".bing-amp.com"}) {
        if (!host.ends_with(copies)) continue;
        const std::string_view label = host.substr(0, host.size() - copies.size());
        return label.find('.') == std::string_view::npos ? host_in_label(label) : std::string();
    }
    if (host == "cdn.ampproject.org") return ascii_lower(host_in_path(url));
    return {};
}

}  // namespace

std::string_view host_of(std::string_view url) noexcept {
    std::size_t end = url.find_first_of(host_ends);
    const bool has_scheme = end != std::string_view::npos && end > 1 && url[end - 1] == ':' &&
                            url.substr(end).starts_with("//");
    std::string_view host = url;
    if (has_scheme)
        host = url.substr(end + 2);
    else if (url.starts_with("//"))
        host = url.substr(2);
    host = host.substr(0, host.find_first_of(host_ends));
    if (has_scheme) {
        host = host.substr(host.rfind('@') + 1);  // npos + 1 is 0
        host = host.substr(0, host.starts_with('[') ? host.find(']') + 1 : host.find(':'));
    } else {
        host = without_port(host);
    }
    if (host.ends_with('.')) host.remove_suffix(1);
    if (!has_scheme && !looks_like_host(host)) return {};
    return without_www(host);
}

bool is_within(std::string_view host, std::string_view site) noexcept {
    if (host.size() == site.size()) return host == site;
    return host.size() > site.size() && host.ends_with(site) &&
           host[host.size() - site.size() - 1] == '.';
}

void append_compared_host(std::string& out, std::string_view url) {
    const std::size_t begin = out.size();
    append_ascii(out, host_of(url));
    const std::string_view host = std::string_view(out).substr(begin);
    // All of the copies' hosts end like one of these.
    if (!host.ends_with(".goog") && !host.ends_with("ampproject.org") &&
        !host.ends_with("-amp.com"))
        return;
    const std::string original = original_of(host, url);
    if (original.empty()) return;
    out.resize(begin);
    out.append(without_www(original));
}

bool host_list::add(std::string_view host) {
    host = trimmed(host);
    if (host.starts_with("*.")) host.remove_prefix(2);
    if (host.starts_with('.')) host.remove_prefix(1);
    std::string compared;
    append_compared_host(compared, host);
    const bool is_label = std::ranges::all_of(host, is_host_character) &&
                          host.find('.') == std::string_view::npos;  // localhost
    if (compared.empty() && is_label) append_ascii(compared, host);
    if (compared.empty() || compared.size() > max_host_bytes) return false;
    if (std::ranges::find(hosts_, compared) == hosts_.end()) hosts_.push_back(std::move(compared));
    return true;
}

bool host_list::contains(std::string_view host) const noexcept {
    return std::ranges::any_of(hosts_,
                               [&](const std::string& each) { return is_within(host, each); });
}

}  // namespace attrib
