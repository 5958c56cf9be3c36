/// @file
/// Rows in the binary format of Postgres' COPY: a pure encoder, bytes in a string.
///
///     stream  = header row* trailer
///     header  = "PGCOPY\n" FF 0D 0A 00, int32 flags (0), int32 extension (0)
///     row     = int16 number of fields, field*
///     field   = int32 length, bytes; or length -1 for null
///     trailer = int16 -1
///
/// All numbers are big-endian. Source: PostgreSQL documentation, COPY, "Binary Format".
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <libattrib/core/money.hpp>
#include <libattrib/core/time.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace attrib {

inline constexpr std::string_view copy_header{"PGCOPY\n\xFF\r\n\0\0\0\0\0\0\0\0\0", 19};
inline constexpr std::string_view copy_trailer{"\xFF\xFF", 2};

/// Postgres counts time from here.
inline constexpr timestamp postgres_epoch = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};

/// Appends rows to a string that must outlive it.
class copy_encoder {
   public:
    explicit copy_encoder(std::string& out) : out_(out) {}

    void begin_row(std::int16_t fields) { append(fields); }

    void null() { append(std::int32_t{-1}); }

    /// A number that is no field.
    void number(std::int32_t value) { append(value); }

    /// text or bytea.
    void text(std::string_view value) {
        append(static_cast<std::int32_t>(value.size()));
        out_.append(value);
    }

    /// text, where empty is null.
    void text_or_null(std::string_view value) {
        if (value.empty())
            null();
        else
            text(value);
    }

    /// bigint
    void integer(std::int64_t value) { fixed(value); }

    /// boolean
    void flag(bool value) { fixed(static_cast<std::int8_t>(value)); }

    /// timestamptz
    void time(timestamp value) { fixed(std::int64_t{(value - postgres_epoch).count()}); }

    void time_or_null(const std::optional<timestamp>& value) {
        if (value)
            time(*value);
        else
            null();
    }

    /// date
    void day(calendar_day value) {
        fixed(static_cast<std::int32_t>(
            (value - std::chrono::floor<std::chrono::days>(postgres_epoch)).count()));
    }

    /// numeric with six decimals
    void amount(money value);
    void amount(const money_sum& value);

    void amount_or_null(const std::optional<money>& value) {
        if (value)
            amount(*value);
        else
            null();
    }

   private:
    template <class Integer>
    void append(Integer value) {
        char bytes[sizeof value];
        for (std::size_t i = sizeof value; i-- > 0; value = static_cast<Integer>(value >> 7 >> 1))
            bytes[i] = static_cast<char>(value & 0xFF);
        out_.append(bytes, sizeof bytes);
    }

    template <class Integer>
    void fixed(Integer value) {
        append(static_cast<std::int32_t>(sizeof value));
        append(value);
    }

    template <class Unsigned>
    void numeric(bool is_negative, Unsigned millionths);

    std::string& out_;
};

}  // namespace attrib
