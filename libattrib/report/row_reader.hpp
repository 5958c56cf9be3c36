/// @file
/// Reads the columns of one row of an answer in their order.
#pragma once

#include <cstdint>
#include <libattrib/core/money.hpp>
#include <libattrib/core/time.hpp>
#include <libattrib/postgres/connection.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace attrib {

using json = nlohmann::ordered_json;

/// Each call takes the next column. The answer must outlive the reader. REQUIRES: the row has that
/// column and it is of that type, not null where the name does not say so.
class row_reader {
   public:
    row_reader(const query_result& answer, std::size_t row) : answer_(&answer), row_(row) {}

    [[nodiscard]] std::string text();
    [[nodiscard]] std::optional<std::string> optional_text();
    [[nodiscard]] json text_or_null();
    [[nodiscard]] std::int64_t integer();
    [[nodiscard]] bool boolean();
    [[nodiscard]] calendar_day day();
    [[nodiscard]] timestamp time();

    /// As `2025-03-01T10:00:00.000000Z`.
    [[nodiscard]] json time_or_null();

    /// A value or a sum: numeric of at most six decimals.
    [[nodiscard]] money_sum amount();
    [[nodiscard]] json amount_or_null();

    /// Whether the next column is null; takes nothing.
    [[nodiscard]] bool is_null() const noexcept;

    /// Leaves columns out.
    void skip(std::size_t columns) noexcept { column_ += columns; }

   private:
    const query_result* answer_;
    std::size_t row_;
    std::size_t column_ = 0;
};

/// Null for nothing.
[[nodiscard]] json json_of(const std::optional<std::string>& text);

}  // namespace attrib
