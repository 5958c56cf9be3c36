#include <libattrib/core/money.hpp>

#include <charconv>
#include <limits>

namespace attrib {
namespace {

__extension__ using wide = unsigned __int128;

constexpr std::size_t decimals = 6;
constexpr std::uint64_t scale = 1'000'000;

// The count of millionths without its sign.
template <class Unsigned, class Signed>
constexpr Unsigned size_of(Signed count) noexcept {
    return count < 0 ? 0 - static_cast<Unsigned>(count) : static_cast<Unsigned>(count);
}

// Reads digits at the front of `text` into `value` and removes them; false on overflow.
template <class Unsigned>
bool take_digits(std::string_view& text, Unsigned& value) noexcept {
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        const auto digit = static_cast<Unsigned>(text.front() - '0');
        if (value > (~Unsigned{0} - digit) / 10) return false;
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

template <class Unsigned, class Signed>
money_parse parse(std::string_view text, Signed& out) noexcept {
    if (!is_well_formed(text)) return money_parse::malformed;
    const bool negative = text.front() == '-';
    if (negative) text.remove_prefix(1);
    Unsigned value = 0;
    if (!take_digits(text, value)) return money_parse::too_large;
    if (!text.empty()) text.remove_prefix(1);  // the point
    const std::size_t given = text.size();
    if (!take_digits(text, value)) return money_parse::too_large;
    for (std::size_t i = given; i < decimals; ++i)
        if (__builtin_mul_overflow(value, Unsigned{10}, &value)) return money_parse::too_large;
    constexpr Unsigned largest = ~Unsigned{0} >> 1;
    if (value > largest + (negative ? 1 : 0)) return money_parse::too_large;
    out = static_cast<Signed>(negative ? 0 - value : value);
    return money_parse::ok;
}

char* write_whole(char* out, std::uint64_t value) noexcept {
    return std::to_chars(out, out + longest_money, value).ptr;
}

char* write_whole(char* out, wide value) noexcept {
    constexpr std::uint64_t low_part = 10'000'000'000'000'000'000U;
    constexpr std::size_t low_digits = 19;
    auto low = static_cast<std::uint64_t>(value % low_part);
    if (value < low_part) return write_whole(out, low);
    out = write_whole(out, static_cast<std::uint64_t>(value / low_part));
    for (std::size_t i = low_digits; i-- > 0; low /= 10) out[i] = static_cast<char>('0' + low % 10);
    return out + low_digits;
}

template <class Unsigned>
char* write(char* out, bool negative, Unsigned size) noexcept {
    if (negative) *out++ = '-';
    out = write_whole(out, size / scale);
    *out++ = '.';
    auto rest = static_cast<std::uint64_t>(size % scale);
    for (std::size_t i = decimals; i-- > 0; rest /= 10) out[i] = static_cast<char>('0' + rest % 10);
    std::size_t length = decimals;
    while (length > 2 && out[length - 1] == '0') --length;
    return out + length;
}

}  // namespace

money_parse parse_money(std::string_view text, money& out) noexcept {
    return parse<std::uint64_t>(text, out.millionths);
}

money_parse parse_money(std::string_view text, money_sum& out) noexcept {
    return parse<wide>(text, out.millionths);
}

char* write_money(char* out, money amount) noexcept {
    return write(out, amount.millionths < 0, size_of<std::uint64_t>(amount.millionths));
}

char* write_money(char* out, const money_sum& sum) noexcept {
    return write(out, sum.millionths < 0, size_of<wide>(sum.millionths));
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

std::string to_string(const money_sum& sum) {
    char text[longest_money_sum];
    return {text, write_money(text, sum)};
}

}  // namespace attrib
