/// @file
/// How the values of a row are named, written and ordered.
#pragma once

#include <libattrib/core/money.hpp>
#include <libattrib/journeys/credit_question.hpp>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

/// Nothing: events without a currency, a currency of its own.
using currency_name = std::optional<std::string>;

/// Names by bytes, nothing last.
struct null_last {
    [[nodiscard]] bool operator()(const currency_name& a, const currency_name& b) const noexcept {
        return a && b ? *a < *b : a.has_value() && !b.has_value();
    }
};

/// A sum of credit as text: `2`, `0.333333`.
[[nodiscard]] std::string credit_text(const money_sum& credit);

/// Names of the members of rows that hold values of the dimension.
[[nodiscard]] std::vector<std::string> columns_of(dimension by);

}  // namespace attrib
