#include <libattrib/core/money.hpp>

#include <charconv>
#include <limits>

namespace attrib {
namespace {

constexpr std::size_t decimals = 6;
constexpr std::uint64_t scale = 1'000'000;

// Reads digits at the front of `text` into `value` and removes them; false on overflow.
bool take_digits(std::string_view& text, std::uint64_t& value) noexcept {
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        const auto digit = static_cast<std::uint64_t>(text.front() - '0');
        if (value > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) return false;
        value = value * 10 + digit;
        text.remove_prefix(1);
    }
    return true;
}

bool is_well_formed(std::string_view text) noexcept {
    if (!text.empty() && text.front() == '-') text.remove_prefix(1);
    const auto whole = std::min(text.find_first_not_of("0123456789"), text.size());
    if (whole == 0) return false;
    text.remove_prefix(whole);
    if (text.empty()) return true;
    return text.front() == '.' && text.size() >= 2 && text.size() <= decimals + 1 &&
           text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

}  // namespace

money_parse parse_money(std::string_view text, money& out) noexcept {
    if (!is_well_formed(text)) return money_parse::malformed;
    const bool negative = text.front() == '-';
    if (negative) text.remove_prefix(1);
    std::uint64_t value = 0;
    if (!take_digits(text, value)) return money_parse::too_large;
    if (!text.empty()) text.remove_prefix(1);  // the point
    const std::size_t given = text.size();
    if (!take_digits(text, value)) return money_parse::too_large;
    for (std::size_t i = given; i < decimals; ++i)
        if (__builtin_mul_overflow(value, std::uint64_t{10}, &value)) return money_parse::too_large;
    const std::uint64_t limit =
        static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) + (negative ? 1 : 0);
    if (value > limit) return money_parse::too_large;
    out.millionths = static_cast<std::int64_t>(negative ? 0 - value : value);
    return money_parse::ok;
}

char* write_money(char* out, money amount) noexcept {
    const bool negative = amount.millionths < 0;
    const auto bits = static_cast<std::uint64_t>(amount.millionths);
    const std::uint64_t size = negative ? 0 - bits : bits;
    if (negative) *out++ = '-';
    out = std::to_chars(out, out + longest_money, size / scale).ptr;
    *out++ = '.';
    std::uint64_t rest = size % scale;
    for (std::size_t i = decimals; i-- > 0; rest /= 10) out[i] = static_cast<char>('0' + rest % 10);
    std::size_t length = decimals;
    while (length > 2 && out[length - 1] == '0') --length;
    return out + length;
}

void append_money(std::string& out, money amount) {
    char text[longest_money];
    out.append(text, write_money(text, amount));
}

std::string to_string(money amount) {
    std::string text;
    append_money(text, amount);
    return text;
}

std::optional<money> money_sum::total() const noexcept {
    if (total_ > std::numeric_limits<std::int64_t>::max() ||
        total_ < std::numeric_limits<std::int64_t>::min())
        return std::nullopt;
    return money{static_cast<std::int64_t>(total_)};
}

}  // namespace attrib
