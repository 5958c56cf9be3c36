#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <libattrib/core/base64.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/http/access.hpp>
#include <memory>
#include <sstream>

namespace attrib {
namespace {

constexpr std::size_t shortest_token = 16;
constexpr std::size_t shortest_key = 4;  // no secret: it stands in pages
constexpr std::size_t max_token_file = std::size_t{1} << 20;
constexpr std::string_view bearer = "bearer ";

// RFC 6750's characters.
bool is_token_character(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~+/=").find(c) != std::string_view::npos;
}

std::optional<access_scope> scope_named(std::string_view name) noexcept {
    if (name == "send") return access_scope::send;
    if (name == "read") return access_scope::read;
    if (name == "write") return access_scope::write;
    return std::nullopt;
}

// What is wrong with a line; empty when it was taken.
std::string take_line(std::string_view line, token_table& out) {
    const std::size_t space = std::min(line.find(' '), line.size());
    const auto scope = scope_named(line.substr(0, space));
    const std::string_view token = line.substr(std::min(space + 1, line.size()));
    if (!scope) return "must be `send KEY`, `read TOKEN` or `write TOKEN`";
    const std::size_t shortest = *scope == access_scope::send ? shortest_key : shortest_token;
    if (token.size() < shortest)
        return fmt::format("has a token of fewer than {} characters", shortest);
    if (!std::ranges::all_of(token, is_token_character))
        return "has a token with characters other than letters, digits and -._~+/=";
    out.add(*scope, token);
    return {};
}

// The whole of a file that only we may read. Without waiting: a FIFO has no end.
result<std::string> read_secret(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return error{errno == ENOENT ? errc::file_not_found : errc::file_unreadable,
                     path + ": cannot be opened as a file of tokens: " + std::strerror(errno)};
    const std::unique_ptr<const int, void (*)(const int*)> open(
        &file, [](const int* opened) { ::close(*opened); });
    struct stat status {};
    if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
        return error{errc::file_unreadable,
                     path + ": is not a regular file; name a file of tokens"};
    if ((status.st_mode & S_IRWXO) != 0)
        return error{errc::invalid_option,
                     path + ": everybody on this machine may use it; run: chmod 600 " + path};
    std::string text;
    std::array<char, 4096> piece;
    ssize_t got = 0;
    while ((got = ::read(file, piece.data(), piece.size())) > 0 && text.size() < max_token_file)
        text.append(piece.data(), static_cast<std::size_t>(got));
    if (got < 0)
        return error{errc::file_unreadable, path + ": cannot be read: " + std::strerror(errno)};
    if (got > 0)
        return error{errc::invalid_option,
                     fmt::format("{}: is over {} bytes, too long for a file of tokens", path,
                                 max_token_file)};
    return text;
}

}  // namespace

result<token_table> token_table::load(const std::string& path) {
    const auto text = read_secret(path);
    if (!text) return text.error();
    std::istringstream lines(*text);
    token_table table;
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
        if (line.empty() || line.front() == '#') continue;
        if (const std::string wrong = take_line(line, table); !wrong.empty())
            return error{errc::invalid_option, fmt::format("{}:{}: {}", path, number, wrong)};
    }
    if (table.is_empty())
        return error{errc::invalid_option,
                     path +
                         ": holds no token; add a line `read TOKEN` or `write TOKEN`, or leave "
                         "the option out"};
    return table;
}

void token_table::add(access_scope scope, std::string_view token) {
    tokens_.push_back({scope, sha256_of(token)});
}

std::optional<access_scope> token_table::scope_of(std::string_view authorization) const {
    const auto number = number_of(authorization);
    return number ? std::optional(tokens_[*number].scope) : std::nullopt;
}

std::optional<std::size_t> token_table::number_of(std::string_view authorization) const {
    if (authorization.size() < bearer.size() ||
        ascii_lower(authorization.substr(0, bearer.size())) != bearer)
        return std::nullopt;
    const sha256_digest given = sha256_of(authorization.substr(bearer.size()));
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < tokens_.size(); ++i)
        if (is_same_digest(tokens_[i].digest, given) &&
            (!found || tokens_[*found].scope < tokens_[i].scope))
            found = i;
    return found;
}

bool token_table::has(access_scope scope) const noexcept {
    return std::ranges::any_of(tokens_,
                               [&](const known_token& each) { return each.scope == scope; });
}

bool token_table::may_send(std::string_view key) const {
    if (!has(access_scope::send)) return true;
    const sha256_digest given = sha256_of(key);
    bool is_known = false;
    for (const known_token& each : tokens_)
        is_known |= each.scope != access_scope::read && is_same_digest(each.digest, given);
    return is_known;
}

std::string basic_user_of(std::string_view authorization) {
    constexpr std::string_view basic = "basic ";
    if (ascii_lower(authorization.substr(0, basic.size())) != basic) return {};
    authorization.remove_prefix(basic.size());
    if (authorization.size() % 4 != 0) return {};
    const std::string text = from_base64(authorization).value_or(std::string());
    const std::size_t colon = text.find(':');
    return colon == std::string::npos ? std::string() : text.substr(0, colon);
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
    if (*scope == access_scope::send)
        return problem{.status = 403,
                       .code = "send_only_key",
                       .detail =
                           "this key may only send events of clients; use a token with the "
                           "scope read or write"};
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
