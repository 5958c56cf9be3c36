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

bool is_encoded(std::string_view text) noexcept {
    return text.find_first_of("%+") != std::string_view::npos;
}

}  // namespace

std::optional<std::string> decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_digit_of(text[i + 1]);
            const int low = hex_digit_of(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    if (!is_text(out)) return std::nullopt;
    return out;
}

std::optional<std::vector<query_parameter>> parameters_of(std::string_view query) {
    std::vector<query_parameter> parameters;
    while (const auto each = take_parameter(query)) {
        auto name = decoded(each->name, true);
        auto value = decoded(each->value, true);
        if (!name || !value) return std::nullopt;
        parameters.push_back({*std::move(name), *std::move(value)});
    }
    return parameters;
}

std::optional<std::string> parameter_in(std::string_view query, std::string_view name) {
    while (const auto each = take_parameter(query))
        if (each->name == name || (is_encoded(each->name) && decoded(each->name, true) == name))
            return decoded(each->value, true);
    return std::nullopt;
}

}  // namespace attrib
