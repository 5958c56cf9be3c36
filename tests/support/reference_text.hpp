/// @file
/// Lines of CSV, written to be plainly right.
#pragma once

#include <libattrib/core/money.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace attrib::test {

using text = std::string;

inline text quoted(std::string_view value) {
    const bool blank_ends =
        !value.empty() &&
        (std::string_view(" \t\n\v\f\r").find(value.front()) != std::string_view::npos ||
         std::string_view(" \t\n\v\f\r").find(value.back()) != std::string_view::npos);
    if (value.find_first_of(",\"\r\n") == std::string_view::npos && !blank_ends) return text(value);
    text out = "\"";
    for (const char c : value) out += c == '"' ? text("\"\"") : text(1, c);
    return out + "\"";
}

inline text row(const std::vector<text>& values) {
    text out = values[0];
    for (std::size_t i = 1; i < values.size(); ++i) out += "," + values[i];
    return out + "\n";
}

inline text six_decimals(const money_sum& sum) {
    text out = to_string(sum);
    out.append(6 - (out.size() - out.find('.') - 1), '0');
    return out;
}

}  // namespace attrib::test
