#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <libattrib/postgres/connection_string.hpp>
#include <memory>

namespace attrib {
namespace {

constexpr std::string_view scheme_end = "://";

struct reason {
    std::string_view said_by_libpq;
    std::string_view text;
};
constexpr std::array reasons{
    reason{"percent", "a % stands before something that is no byte in hexadecimal"},
    reason{"IPv6", "an IPv6 address lacks its ]"},
    reason{"URI query", "what follows the ? is no name=value"},
    reason{"missing key/value", "what follows the ? is no name=value"},
    reason{"invalid connection option", "a keyword is none of libpq's"},
    reason{"unterminated quote", "a quote is not closed"},
    reason{"missing \"=\"", "a keyword lacks its ="},
};

error malformed(std::string_view why) {
    return {errc::invalid_option,
            "the database is not named as postgresql://user:password@host:port/name or by "
            "key=value pairs: " +
                std::string(why) +
                ". Write %25, %40, %2F, %3A for % @ / : in a password. What was given is not "
                "shown here, because it may hold one"};
}

bool is_uri(std::string_view text) {
    return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

// A raw @ or / in a password moves the rest of it into the host, the port or the database's name,
// which messages show.
bool has_misplaced_at(std::string_view uri) {
    std::string_view rest = uri.substr(uri.find(scheme_end) + scheme_end.size());
    const std::size_t end = rest.find_first_of("@/");  // of user and password, as libpq looks
    if (end != std::string_view::npos && rest[end] == '@') rest.remove_prefix(end + 1);
    return rest.substr(0, rest.find('?')).find('@') != std::string_view::npos;
}

bool are_ports(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c == ',' || (c >= '0' && c <= '9'); });
}

std::string_view reason_of(std::string_view message) {
    const auto found = std::ranges::find_if(reasons, [&](const reason& each) {
        return message.find(each.said_by_libpq) != std::string_view::npos;
    });
    return found == reasons.end() ? "it cannot be read" : found->text;
}

result<connection_keywords> parse_by_libpq(const std::string& text) {
    char* message = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
        PQconninfoParse(text.c_str(), &message), &PQconninfoFree);
    const std::unique_ptr<char, decltype(&PQfreemem)> owned(
        message, +[](void* memory) { PQfreemem(memory); });
    if (!parsed) return malformed(reason_of(message == nullptr ? "" : message));
    connection_keywords keywords;
    for (const PQconninfoOption* each = parsed.get(); each->keyword != nullptr; ++each)
        if (each->val != nullptr) keywords.emplace_back(each->keyword, each->val);
    return keywords;
}

}  // namespace

result<connection_keywords> parse_connection_string(const std::string& text) {
    if (text.empty()) return connection_keywords{};
    const bool has_pairs = text.find('=') != std::string::npos;
    if (!is_uri(text) && !has_pairs) {
        if (text.find_first_of("@:/") != std::string::npos)
            return malformed("it begins with neither postgresql:// nor postgres://");
        return connection_keywords{{"dbname", text}};
    }
    if (is_uri(text) && has_misplaced_at(text)) return malformed("an @ stands where none belongs");
    auto keywords = parse_by_libpq(text);
    if (keywords && !are_ports(value_of(*keywords, "port")))
        return malformed("the port is no number");
    return keywords;
}

std::string_view value_of(const connection_keywords& keywords, std::string_view keyword) {
    const auto found =
        std::ranges::find(keywords, keyword, &connection_keywords::value_type::first);
    return found == keywords.end() ? std::string_view() : std::string_view(found->second);
}

connection_keywords at_address(connection_keywords keywords, std::string_view host,
                               std::string_view port, std::string_view name) {
    constexpr std::array replaced{"host", "hostaddr", "port", "dbname"};
    std::erase_if(keywords, [&](const connection_keywords::value_type& each) {
        return std::ranges::find(replaced, each.first) != replaced.end();
    });
    for (const auto& [keyword, value] :
         {std::pair{"host", host}, std::pair{"port", port}, std::pair{"dbname", name}})
        keywords.emplace_back(keyword, value);
    return keywords;
}

std::string text_of(const connection_keywords& keywords) {
    std::string text;
    for (const auto& [keyword, value] : keywords) {
        text += (text.empty() ? "" : " ") + keyword + "='";
        for (const char c : value) {
            if (c == '\'' || c == '\\') text += '\\';
            text += c;
        }
        text += '\'';
    }
    return text;
}

std::string without_secrets(std::string message, const std::vector<std::string>& secrets) {
    constexpr std::string_view hidden = "***";
    for (const std::string& secret : secrets) {
        if (secret.empty()) continue;
        for (std::size_t at = 0; (at = message.find(secret, at)) != std::string::npos;
             at += hidden.size())
            message.replace(at, secret.size(), hidden);
    }
    return message;
}

}  // namespace attrib
