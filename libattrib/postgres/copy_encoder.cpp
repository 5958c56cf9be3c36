#include <libattrib/postgres/copy_encoder.hpp>

#include <array>

namespace attrib {
namespace {

constexpr std::int16_t decimals = 6;
constexpr std::uint64_t digit_base = 10000;
constexpr std::uint16_t sign_positive = 0x0000;
constexpr std::uint16_t sign_negative = 0x4000;

}  // namespace

// numeric: int16 digits, int16 weight of the first, int16 sign, int16 decimals shown, digits to
// base 10000. Six decimals are two digits, the second filled up with two zeros.
void copy_encoder::amount(money value) {
    const bool is_negative = value.millionths < 0;
    const std::uint64_t size = is_negative ? 0 - static_cast<std::uint64_t>(value.millionths)
                                           : static_cast<std::uint64_t>(value.millionths);
    constexpr std::size_t most_digits = 6;
    std::array<std::int16_t, most_digits> digits{};  // from the last
    digits[0] = static_cast<std::int16_t>(size % 100 * 100);
    std::uint64_t rest = size / 100;
    for (std::size_t i = 1; i < most_digits; ++i, rest /= digit_base)
        digits[i] = static_cast<std::int16_t>(rest % digit_base);
    std::size_t last = 0;
    while (last < most_digits && digits[last] == 0) ++last;
    std::size_t first = most_digits;
    while (first > last && digits[first - 1] == 0) --first;

    const std::size_t count = first - last;
    append(static_cast<std::int32_t>(8 + 2 * count));
    append(static_cast<std::int16_t>(count));
    append(static_cast<std::int16_t>(count == 0 ? 0 : static_cast<int>(first) - 3));
    append(is_negative ? sign_negative : sign_positive);
    append(decimals);
    for (std::size_t i = first; i-- > last;) append(digits[i]);
}

}  // namespace attrib
