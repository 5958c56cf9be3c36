/// @file
/// Amounts of money: 64-bit counts of millionths of a currency unit. Never a float.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace attrib {

struct money {
    std::int64_t millionths = 0;

    friend constexpr auto operator<=>(money, money) = default;
};

enum class money_parse {
    ok,
    malformed,  ///< not `-?digits[.1 to 6 digits]`
    too_large,  ///< well-formed, but does not fit 64 bits of millionths
};

[[nodiscard]] money_parse parse_money(std::string_view text, money& out) noexcept;

/// Room that `write_money` may use.
inline constexpr std::size_t longest_money = 24;

/// Writes the amount with 2 to 6 decimals, e.g. `20.00`, `-0.000001`; returns its end.
char* write_money(char* out, money amount) noexcept;

/// Appends the same.
void append_money(std::string& out, money amount);

[[nodiscard]] std::string to_string(money amount);

/// A sum that no order of additions can overflow: 128 bits inside, checked when it is read.
class money_sum {
   public:
    void add(money amount) noexcept { total_ += amount.millionths; }
    void add(const money_sum& other) noexcept { total_ += other.total_; }
    void subtract(money amount) noexcept { total_ -= amount.millionths; }

    /// The sum, or nothing when it does not fit 64-bit millionths.
    [[nodiscard]] std::optional<money> total() const noexcept;

   private:
    __extension__ using wide = __int128;
    wide total_ = 0;
};

}  // namespace attrib
