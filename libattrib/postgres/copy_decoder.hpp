/// @file
/// Reads rows of binary COPY; the other side of copy_encoder.
#pragma once

#include <cstdint>
#include <libattrib/core/money.hpp>
#include <libattrib/core/time.hpp>
#include <optional>
#include <string_view>

namespace attrib {

/// Walks over rows without header and trailer. What it hands out are views of `rows`. Throws
/// `failure` (database_refused) when the bytes are not rows of that shape, or hold an infinite
/// time.
class copy_decoder {
   public:
    explicit copy_decoder(std::string_view rows) : rest_(rows) {}

    /// Steps to the next row; false at the end. `fields` is how many it must have.
    bool next_row(std::int16_t fields);

    /// text or bytea; null is empty.
    [[nodiscard]] std::string_view text();

    /// bigint
    [[nodiscard]] std::int64_t integer();

    /// boolean
    [[nodiscard]] bool flag();

    /// timestamptz
    [[nodiscard]] timestamp time();

    /// timestamptz; null is nothing.
    [[nodiscard]] std::optional<timestamp> time_or_null();

    /// date
    [[nodiscard]] calendar_day day();

    /// numeric of at most six decimals within 64 bits of millionths; null is nothing.
    [[nodiscard]] std::optional<money> amount();

    /// What was not read yet.
    [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

   private:
    std::string_view take(std::size_t size);
    std::int64_t take_integer(std::size_t size);
    static timestamp time_of(std::int64_t since_postgres_epoch);

    std::string_view rest_;
};

}  // namespace attrib
