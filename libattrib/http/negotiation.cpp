#include <algorithm>
#include <libattrib/core/utf8.hpp>
#include <libattrib/http/negotiation.hpp>
#include <optional>

namespace attrib {
namespace {

std::string_view without_blanks(std::string_view text) noexcept {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool is_alike(std::string_view left, std::string_view right) noexcept {
    return std::ranges::equal(
        left, right, {}, [](char c) { return ascii_lower(c); },
        [](char c) { return ascii_lower(c); });
}

// Takes what stands before the next separator off the front of `rest`.
std::string_view take(std::string_view& rest, char separator) noexcept {
    const std::size_t end = rest.find(separator);
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return without_blanks(part);
}

// q=0, q=0., q=0.000: not acceptable.
bool is_refused(std::string_view parameters) noexcept {
    while (!parameters.empty()) {
        std::string_view each = take(parameters, ';');
        const std::string_view name = take(each, '=');
        if (is_alike(name, "q"))
            return each.starts_with('0') && each.find_first_not_of("0.") == std::string_view::npos;
    }
    return false;
}

// What a list says of `wanted`: accepted, refused, or nothing.
std::optional<bool> verdict_on(std::string_view list, std::string_view wanted) noexcept {
    while (!list.empty()) {
        std::string_view each = take(list, ',');
        if (is_alike(take(each, ';'), wanted)) return !is_refused(each);
    }
    return std::nullopt;
}

}  // namespace

bool accepts(std::string_view accept, std::string_view media_type) noexcept {
    if (without_blanks(accept).empty()) return true;
    if (const auto exact = verdict_on(accept, media_type)) return *exact;
    const std::string_view group = media_type.substr(0, media_type.find('/') + 1);
    std::string_view list = accept;
    while (!list.empty()) {
        std::string_view each = take(list, ',');
        const std::string_view range = take(each, ';');
        if (range.size() == group.size() + 1 && range.ends_with('*') &&
            is_alike(range.substr(0, group.size()), group))
            return !is_refused(each);
    }
    return verdict_on(accept, "*/*").value_or(false);
}

bool names_type(std::string_view accept, std::string_view media_type) noexcept {
    return verdict_on(accept, media_type).value_or(false);
}

bool accepts_gzip(std::string_view accept_encoding) noexcept {
    if (accept_encoding.empty()) return false;
    if (const auto exact = verdict_on(accept_encoding, "gzip")) return *exact;
    return verdict_on(accept_encoding, "*").value_or(false);
}

bool names_tag(std::string_view if_none_match, std::string_view tag) noexcept {
    while (!if_none_match.empty()) {
        std::string_view each = take(if_none_match, ',');
        if (each.starts_with("W/")) each.remove_prefix(2);
        if (each == tag || each == "*") return true;
    }
    return false;
}

}  // namespace attrib
