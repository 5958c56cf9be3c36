#include <libattrib/postgres/copy_encoder.hpp>

#include <array>

namespace attrib {
namespace {

constexpr std::int16_t decimals = 6;
constexpr std::uint64_t digit_base = 10000;
constexpr std::uint16_t sign_positive = 0x0000;
constexpr std::uint16_t sign_negative = 0x4000;

__extension__ using wide = unsigned __int128;

// Digits to base 10000 of so many bytes of millionths.
template <class Unsigned>
constexpr std::size_t most_digits = sizeof(Unsigned) == sizeof(wide) ? 11 : 6;

}  // namespace

// numeric: int16 digits, int16 weight of the first, int16 sign, int16 decimals shown, digits to
// base 10000. Six decimals are two digits, the second filled up with two zeros.
template <class Unsigned>
void copy_encoder::numeric(bool is_negative, Unsigned millionths) {
    std::array<std::int16_t, most_digits<Unsigned>> digits{};  // from the last
    digits[0] = static_cast<std::int16_t>(millionths % 100 * 100);
    Unsigned rest = millionths / 100;
    for (std::size_t i = 1; i < digits.size(); ++i, rest /= digit_base)
        digits[i] = static_cast<std::int16_t>(rest % digit_base);
    std::size_t last = 0;
    while (last < digits.size() && digits[last] == 0) ++last;
    std::size_t first = digits.size();
    while (first > last && digits[first - 1] == 0) --first;

    const std::size_t count = first - last;
    append(static_cast<std::int32_t>(8 + 2 * count));
    append(static_cast<std::int16_t>(count));
    append(static_cast<std::int16_t>(count == 0 ? 0 : static_cast<int>(first) - 3));
    append(is_negative ? sign_negative : sign_positive);
    append(decimals);
    for (std::size_t i = first; i-- > last;) append(digits[i]);
}

void copy_encoder::amount(money value) {
    const auto bits = static_cast<std::uint64_t>(value.millionths);
    numeric(value.millionths < 0, value.millionths < 0 ? 0 - bits : bits);
}

void copy_encoder::amount(const money_sum& value) {
    const auto bits = static_cast<wide>(value.millionths);
    numeric(value.millionths < 0, value.millionths < 0 ? 0 - bits : bits);
}

}  // namespace attrib
