/// @file
/// Amounts of money: 64-bit counts of millionths of a currency unit, their sums 128-bit counts.
/// Never a float.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace attrib {

struct money {
    std::int64_t millionths = 0;

    friend constexpr auto operator<=>(money, money) = default;
};

/// A sum of amounts, always exact: 128 bits hold that of 10^19 of the largest amounts.
struct money_sum {
    __extension__ using count = __int128;
    count millionths = 0;

    constexpr money_sum() = default;
    constexpr money_sum(money amount) noexcept : millionths(amount.millionths) {}

    constexpr money_sum& operator+=(const money_sum& other) noexcept {
        millionths += other.millionths;
        return *this;
    }
    constexpr money_sum& operator-=(const money_sum& other) noexcept {
        millionths -= other.millionths;
        return *this;
    }
    friend constexpr money_sum operator+(money_sum left, const money_sum& right) noexcept {
        return left += right;
    }
    friend constexpr money_sum operator-(money_sum left, const money_sum& right) noexcept {
        return left -= right;
    }
    friend constexpr auto operator<=>(const money_sum&, const money_sum&) = default;
};

enum class money_parse {
    ok,
    rounded,    ///< ok, but for digits after the sixth decimal: half away from zero
    malformed,  ///< not `-?digits[.digits][e[+-]digits]`
    too_large,  ///< well-formed, but does not fit the bits of millionths
};

[[nodiscard]] constexpr bool is_amount(money_parse parsed) noexcept {
    return parsed == money_parse::ok || parsed == money_parse::rounded;
}

[[nodiscard]] money_parse parse_money(std::string_view text, money& out) noexcept;
[[nodiscard]] money_parse parse_money(std::string_view text, money_sum& out) noexcept;

/// Room that `write_money` may use.
inline constexpr std::size_t longest_money = 24;
inline constexpr std::size_t longest_money_sum = 44;

/// Writes the amount with 2 to 6 decimals, e.g. `20.00`, `-0.000001`; returns its end.
char* write_money(char* out, money amount) noexcept;
char* write_money(char* out, const money_sum& sum) noexcept;

/// The same with all six decimals.
char* write_six_decimals(char* out, const money_sum& sum) noexcept;

/// Appends what `write_money` writes.
void append_money(std::string& out, money amount);

[[nodiscard]] std::string to_string(money amount);
[[nodiscard]] std::string to_string(const money_sum& sum);

}  // namespace attrib
