#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <libattrib/core/blank.hpp>
#include <libattrib/io/csv_row.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/csv_writer.hpp>

namespace attrib {
namespace {

// Whether one of eight characters is `wanted`: bytes that are equal differ by 0, and of bytes only
// 0 borrows when 1 is taken from it without having had its top bit. May find one after a true one.
constexpr std::uint64_t found_of(std::uint64_t eight, char wanted) noexcept {
    constexpr std::uint64_t ones = 0x0101010101010101;
    const std::uint64_t difference = eight ^ (ones * static_cast<unsigned char>(wanted));
    return (difference - ones) & ~difference & (ones << 7);
}

bool has_structure(std::string_view value) noexcept {
    const auto is_in = [](std::uint64_t eight) {
        return (found_of(eight, ',') | found_of(eight, '"') | found_of(eight, '\r') |
                found_of(eight, '\n')) != 0;
    };
    std::uint64_t eight = 0;
    for (; value.size() >= sizeof eight; value.remove_prefix(sizeof eight)) {
        std::memcpy(&eight, value.data(), sizeof eight);
        if (is_in(eight)) return true;
    }
    eight = 0;
    std::memcpy(&eight, value.data(), value.size());
    return is_in(eight);
}

// `-?digits[.digits][e[+-]digits]`, as amounts and shares are written.
bool is_number(std::string_view text) noexcept {
    const auto take_digits = [&text] {
        const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
        text.remove_prefix(digits);
        return digits != 0;
    };
    if (text.starts_with('-')) text.remove_prefix(1);
    if (!take_digits()) return false;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        if (!take_digits()) return false;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
        if (!take_digits()) return false;
    }
    return text.empty();
}

// U+FF1D, U+FF0B, U+FF0D, U+FF20: some spreadsheets take them for the narrow ones.
constexpr std::array<std::string_view, 4> wide_signs{"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
                                                     "\xEF\xBC\xA0"};

bool may_be_formula(std::string_view value) noexcept {
    constexpr std::string_view signs = "=+-@\t\r\n";
    if (value.empty()) return false;
    if (signs.find(value.front()) != std::string_view::npos) return !is_number(value);
    return std::ranges::any_of(wide_signs,
                               [&](std::string_view sign) { return value.starts_with(sign); });
}

}  // namespace

bool needs_quotes(std::string_view value) noexcept {
    if (value.empty()) return false;
    return is_blank(value.front()) || is_blank(value.back()) || is_null_text(value) ||
           has_structure(value);
}

void append_csv_value(std::string& out, std::string_view value) {
    if (!needs_quotes(value)) {
        out.append(value);
        return;
    }
    out.push_back('"');
    for (const char c : value) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    out.push_back('"');
}

void append_spreadsheet_value(std::string& out, std::string_view value) {
    if (!may_be_formula(value)) return append_csv_value(out, value);
    append_csv_value(out, std::string("'").append(value));
}

void append_spreadsheet_row(std::string& out, std::span<const std::string> values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0) out += ',';
        append_spreadsheet_value(out, values[i]);
    }
    out += '\n';
}

void append_event_header(std::string& out) {
    for (const column_rule& rule : column_rules) {
        out.append(rule.name);
        out.push_back(&rule == &column_rules.back() ? '\n' : ',');
    }
}

void append_event_row(std::string& out, const event& written) {
    std::size_t text_bytes = 0;
    for (const column_rule& rule : column_rules)
        if (rule.text != nullptr) text_bytes += (written.*rule.text).size();
    csv_row row(column_rules.size(), text_bytes);
    for (const column_rule& rule : column_rules) {
        if (rule.text != nullptr)
            row.text(written.*rule.text);
        else if (&rule == &rule_of(column::event_timestamp))
            row.time(written.event_timestamp);
        else if (written.event_value)
            row.amount(*written.event_value);
        else
            row.nothing();
    }
    row.end(out);
}

}  // namespace attrib
