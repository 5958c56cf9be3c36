#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <libattrib/core/utf8.hpp>
#include <libattrib/http/access.hpp>

namespace attrib {
namespace {

constexpr std::size_t shortest_token = 16;
constexpr std::string_view bearer = "bearer ";

// RFC 6750's characters.
bool is_token_character(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~+/=").find(c) != std::string_view::npos;
}

std::optional<access_scope> scope_named(std::string_view name) noexcept {
    if (name == "read") return access_scope::read;
    if (name == "write") return access_scope::write;
    return std::nullopt;
}

// What is wrong with a line; empty when it was taken.
std::string take_line(std::string_view line, token_table& out) {
    const std::size_t space = std::min(line.find(' '), line.size());
    const auto scope = scope_named(line.substr(0, space));
    const std::string_view token = line.substr(std::min(space + 1, line.size()));
    if (!scope) return "must be `read TOKEN` or `write TOKEN`";
    if (token.size() < shortest_token)
        return fmt::format("has a token of fewer than {} characters", shortest_token);
    if (!std::ranges::all_of(token, is_token_character))
        return "has a token with characters other than letters, digits and -._~+/=";
    out.add(*scope, token);
    return {};
}

}  // namespace

result<token_table> token_table::load(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return error{errc::file_not_found, path + ": there is no such file of tokens"};
    if ((status.st_mode & S_IRWXO) != 0)
        return error{errc::invalid_option,
                     path + ": everybody on this machine may use it; run: chmod 600 " + path};
    std::ifstream lines(path);
    if (!lines) return error{errc::file_unreadable, path + ": cannot be read"};
    token_table table;
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
        if (line.empty() || line.front() == '#') continue;
        if (const std::string wrong = take_line(line, table); !wrong.empty())
            return error{errc::invalid_option, fmt::format("{}:{}: {}", path, number, wrong)};
    }
    return table;
}

void token_table::add(access_scope scope, std::string_view token) {
    tokens_.push_back({scope, sha256_of(token)});
}

std::optional<access_scope> token_table::scope_of(std::string_view authorization) const {
    if (authorization.size() < bearer.size() ||
        ascii_lower(authorization.substr(0, bearer.size())) != bearer)
        return std::nullopt;
    const sha256_digest given = sha256_of(authorization.substr(bearer.size()));
    std::optional<access_scope> found;
    for (const known_token& each : tokens_)
        if (is_same_digest(each.digest, given)) found = std::max(found, std::optional(each.scope));
    return found;
}

bool token_table::has_read_token() const noexcept {
    return std::ranges::any_of(
        tokens_, [](const known_token& each) { return each.scope == access_scope::read; });
}

std::optional<problem> access_rules::refusal(std::string_view authorization,
                                             access_scope wanted) const {
    if (wanted == access_scope::read && is_reading_open) return std::nullopt;
    if (tokens.is_empty())
        return problem{.status = 403,
                       .code = "no_tokens",
                       .detail = "the server was started without tokens: give it --token-file"};
    const auto scope = tokens.scope_of(authorization);
    if (!scope)
        return problem{.status = 401,
                       .code = "unauthorized",
                       .detail = "send `Authorization: Bearer TOKEN` with a token of this server"};
    if (*scope < wanted)
        return problem{.status = 403,
                       .code = "read_only_token",
                       .detail = "this token may only read; use one with the scope write"};
    return std::nullopt;
}

bool access_rules::is_loopback_name(std::string_view host) {
    const std::size_t colon = host.rfind(':');
    if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos)
        host = host.substr(0, colon);
    const std::string name = ascii_lower(host);
    const bool is_number = name.find_first_not_of("0123456789.") == std::string::npos;
    return name == "localhost" || name == "[::1]" || name.ends_with(".localhost") ||
           (is_number && name.starts_with("127."));
}

bool access_rules::allows_origin(std::string_view origin) const noexcept {
    return std::ranges::find(origins, origin) != origins.end();
}

}  // namespace attrib
