#include <libattrib/core/money.hpp>

#include <algorithm>
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

// `digits[.digits][e[+-]digits]`, its parts; false when the text is something else.
struct amount_parts {
    std::string_view whole;
    std::string_view fraction;
    int exponent = 0;  // at most `largest_exponent` in size, which is more than any amount needs
};

constexpr int largest_exponent = 2'000'000;  // rows have a million bytes

bool split(std::string_view text, amount_parts& out) noexcept {
    const auto take = [&text] {
        const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
        const std::string_view digits = text.substr(0, count);
        text.remove_prefix(count);
        return digits;
    };
    out = {take(), {}, 0};
    if (out.whole.empty()) return false;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        out.fraction = take();
        if (out.fraction.empty()) return false;
    }
    if (text.empty()) return true;
    if (text.front() != 'e' && text.front() != 'E') return false;
    text.remove_prefix(1);
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+')) text.remove_prefix(1);
    const std::string_view digits = take();
    if (digits.empty() || !text.empty()) return false;
    for (const char digit : digits)
        out.exponent = std::min(out.exponent * 10 + (digit - '0'), largest_exponent);
    if (is_negative) out.exponent = -out.exponent;
    return true;
}

// The digits of an amount, one after another.
class amount_digits {
   public:
    explicit amount_digits(const amount_parts& parts) noexcept : parts_(parts) {}

    [[nodiscard]] std::size_t size() const noexcept {
        return parts_.whole.size() + parts_.fraction.size();
    }
    [[nodiscard]] unsigned operator[](std::size_t at) const noexcept {
        const char digit =
            at < parts_.whole.size() ? parts_.whole[at] : parts_.fraction[at - parts_.whole.size()];
        return static_cast<unsigned>(digit - '0');
    }
    // Whether those from a place on are all zero.
    [[nodiscard]] bool are_zero_from(std::size_t at) const noexcept {
        for (; at < size(); ++at)
            if ((*this)[at] != 0) return false;
        return true;
    }

   private:
    amount_parts parts_;
};

template <class Unsigned>
bool append_digit(Unsigned& value, unsigned digit) noexcept {
    return !__builtin_mul_overflow(value, Unsigned{10}, &value) &&
           !__builtin_add_overflow(value, Unsigned{digit}, &value);
}

// Any form: more decimals than count are rounded half away from zero.
template <class Unsigned>
money_parse parse_any(std::string_view text, Unsigned& value) noexcept {
    amount_parts parts;
    if (!split(text, parts)) return money_parse::malformed;
    const amount_digits digits(parts);
    // So many digits, some of which may be missing zeros, are the count of millionths.
    const auto wanted = static_cast<std::int64_t>(parts.whole.size()) + parts.exponent +
                        static_cast<std::int64_t>(decimals);
    value = 0;
    const std::size_t kept =
        wanted < 0 ? 0 : std::min<std::size_t>(digits.size(), static_cast<std::size_t>(wanted));
    for (std::size_t i = 0; i < kept; ++i)
        if (!append_digit(value, digits[i])) return money_parse::too_large;
    if (value != 0)
        for (auto i = static_cast<std::int64_t>(kept); i < wanted; ++i)
            if (!append_digit(value, 0)) return money_parse::too_large;
    if (digits.are_zero_from(kept)) return money_parse::ok;
    if (wanted >= 0 && digits[kept] >= 5 && __builtin_add_overflow(value, Unsigned{1}, &value))
        return money_parse::too_large;
    return money_parse::rounded;
}

// `digits[.1 to 6 digits]`, which nearly all amounts are.
template <class Unsigned>
money_parse parse_plain(std::string_view text, Unsigned& value) noexcept {
    value = 0;
    const std::size_t before = text.size();
    if (!take_digits(text, value)) return money_parse::too_large;
    if (text.size() == before) return money_parse::malformed;
    std::size_t given = 0;
    if (!text.empty()) {
        given = text.size() - 1;
        if (text.front() != '.' || given == 0 || given > decimals) return money_parse::malformed;
        text.remove_prefix(1);
        if (!take_digits(text, value)) return money_parse::too_large;
        if (!text.empty()) return money_parse::malformed;
    }
    for (std::size_t i = given; i < decimals; ++i)
        if (__builtin_mul_overflow(value, Unsigned{10}, &value)) return money_parse::too_large;
    return money_parse::ok;
}

template <class Unsigned, class Signed>
money_parse parse(std::string_view text, Signed& out) noexcept {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    Unsigned value;
    money_parse parsed = parse_plain(text, value);
    if (parsed != money_parse::ok) parsed = parse_any(text, value);
    if (parsed != money_parse::ok && parsed != money_parse::rounded) return parsed;
    constexpr Unsigned largest = ~Unsigned{0} >> 1;
    if (value > largest + (negative ? 1 : 0)) return money_parse::too_large;
    out = static_cast<Signed>(negative ? 0 - value : value);
    return parsed;
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
char* write(char* out, bool negative, Unsigned size, std::size_t least = 2) noexcept {
    if (negative) *out++ = '-';
    out = write_whole(out, size / scale);
    *out++ = '.';
    auto rest = static_cast<std::uint64_t>(size % scale);
    for (std::size_t i = decimals; i-- > 0; rest /= 10) out[i] = static_cast<char>('0' + rest % 10);
    std::size_t length = decimals;
    while (length > least && out[length - 1] == '0') --length;
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

char* write_six_decimals(char* out, const money_sum& sum) noexcept {
    return write(out, sum.millionths < 0, size_of<wide>(sum.millionths), decimals);
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
