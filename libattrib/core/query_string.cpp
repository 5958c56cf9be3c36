#include <algorithm>
#include <libattrib/core/hex.hpp>
#include <libattrib/core/query_string.hpp>
#include <libattrib/core/utf8.hpp>

namespace attrib {
namespace {

// As it is written.
struct raw_parameter {
    std::string_view name;
    std::string_view value;
};

// Takes the next parameter off a query; nothing at its end.
std::optional<raw_parameter> take_parameter(std::string_view& query) noexcept {
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view each = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (each.empty()) continue;
        const std::size_t equals = std::min(each.find('='), each.size());
        return raw_parameter{each.substr(0, equals),
                             each.substr(std::min(equals + 1, each.size()))};
    }
    return std::nullopt;
}

// Writes what the text stands for, which is no longer; returns its end, or null where it is broken.
char* decode(std::string_view text, bool plus_is_space, char* to) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c != '%') {
            *to++ = c == '+' && plus_is_space ? ' ' : c;
            continue;
        }
        if (i + 2 >= text.size()) return nullptr;
        const int high = hex_digit_of(text[i + 1]);
        const int low = hex_digit_of(text[i + 2]);
        if (high < 0 || low < 0) return nullptr;
        *to++ = static_cast<char>(high * 16 + low);
        i += 2;
    }
    return to;
}

bool is_encoded(std::string_view text) noexcept {
    return text.find_first_of("%+") != std::string_view::npos;
}

}  // namespace

std::optional<std::string> decoded(std::string_view text, bool plus_is_space) {
    std::string out(text.size(), '\0');
    char* const end = decode(text, plus_is_space, out.data());
    if (end == nullptr) return std::nullopt;
    out.resize(static_cast<std::size_t>(end - out.data()));
    if (!is_text(out)) return std::nullopt;
    return out;
}

std::optional<decoded_query> parameters_of(std::string_view query) {
    decoded_query found;
    // Texts that are not empty, and a separator after each. In the query, `=` or `&` follows each
    // of them but the last.
    found.text_ = std::make_unique_for_overwrite<char[]>(query.size() + 1);
    char* to = found.text_.get();
    const auto take = [&](std::string_view raw) -> std::optional<std::string_view> {
        if (raw.empty()) return std::string_view();
        char* const begin = to;
        char* const end = decode(raw, true, begin);
        if (end == nullptr) return std::nullopt;
        *end = '\n';
        to = end + 1;
        return std::string_view(begin, static_cast<std::size_t>(end - begin));
    };
    while (const auto each = take_parameter(query)) {
        const auto name = take(each->name);
        const auto value = take(each->value);
        if (!name || !value) return std::nullopt;
        found.parameters_.push_back({*name, *value});
    }
    // Text between separators in ASCII is UTF-8 where all of it is.
    if (!is_text({found.text_.get(), static_cast<std::size_t>(to - found.text_.get())}))
        return std::nullopt;
    return found;
}

std::optional<std::string> parameter_in(std::string_view query, std::string_view name) {
    while (const auto each = take_parameter(query))
        if (each->name == name || (is_encoded(each->name) && decoded(each->name, true) == name))
            return decoded(each->value, true);
    return std::nullopt;
}

}  // namespace attrib
