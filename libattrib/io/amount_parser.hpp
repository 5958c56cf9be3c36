/// @file
/// Amounts of money as files write them.
#pragma once

#include <libattrib/core/money.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// Reads amounts as parse_money does. Where values are not divided by commas, a comma may be the
/// decimal sign. One sign only: which of several is meant cannot be known. Not thread-safe.
class amount_parser {
   public:
    /// `delimiter`: what divides values.
    explicit amount_parser(char delimiter) noexcept : has_decimal_comma_(delimiter != ',') {}

    [[nodiscard]] money_parse parse(std::string_view text, money& out);

   private:
    bool has_decimal_comma_;
    std::string amount_;  // with a point for the comma
};

}  // namespace attrib
