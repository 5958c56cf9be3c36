/// @file
/// Rows that break a rule: why, where and what they said. A reject is kept, never dropped.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace attrib {

enum class reject_reason : unsigned char {
    field_count,       ///< more or fewer fields than the header
    stray_quote,       ///< a quote inside an unquoted value, or text after a closing quote
    row_too_long,      ///< over 1 MiB; only the beginning of its text is kept
    missing_value,     ///< a required column is empty
    bad_timestamp,     ///< none of the accepted forms, or without a UTC offset
    timestamp_unit,    ///< 10 or 13 digits: seconds or milliseconds instead of microseconds
    timestamp_range,   ///< before 1990 or from 2100 on
    bad_value,         ///< event_value is not `-?digits[.1 to 6 digits]`
    value_range,       ///< event_value does not fit 64 bits of millionths
    text_too_long,     ///< over 256 bytes (identifiers) or 16 KiB (other texts)
    bad_utf8,          ///< not UTF-8
    nul_byte,          ///< holds a NUL byte
    bad_json,          ///< not a JSON object
    row_not_utf8,      ///< JSON that is not UTF-8
    wrong_type,        ///< neither text nor a number nor null
    named_twice,       ///< a JSON object that gives a column twice
    cut_off,           ///< the file ends inside a JSON object or an array of them
    timestamp_future,  ///< over 24 hours later than the clock of who takes live events
    bot,               ///< sent by a program that declares itself a crawler
};

/// Short fixed name, e.g. "field_count"; stands in files and tables.
[[nodiscard]] std::string_view name_of(reject_reason reason) noexcept;

/// How much later than the clock of who takes live events an event may be: senders' clocks differ,
/// and some write local times as UTC.
inline constexpr std::chrono::hours future_allowance{24};

struct reject {
    std::string_view file;   ///< as the user named it
    std::uint64_t line = 0;  ///< where the row begins, the file's first line is 1
    reject_reason reason{};
    std::string message;    ///< one sentence for people: column, what is wrong, what would be right
    std::string_view text;  ///< the row as it was, without its line end; a view
};

}  // namespace attrib
