/// @file
/// Points in time: 64-bit counts of microseconds since 1970-01-01 UTC, and their two text forms.
#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace attrib {

using microseconds = std::chrono::microseconds;
using timestamp = std::chrono::sys_time<microseconds>;
using calendar_day = std::chrono::sys_days;  ///< a date; which zone's date is up to the user

/// First moment an event may have, and the first it may not: 1990-01-01 and 2100-01-01.
inline constexpr timestamp earliest_event_time =
    std::chrono::sys_days{std::chrono::year{1990} / 1 / 1};
inline constexpr timestamp end_of_event_time =
    std::chrono::sys_days{std::chrono::year{2100} / 1 / 1};

enum class time_parse {
    ok,
    malformed,     ///< none of the accepted forms, or without a UTC offset
    wrong_unit,    ///< an integer of 10 or 13 digits: seconds or milliseconds
    out_of_range,  ///< before 1990 or from 2100 on
};

/// What a bare number counts since 1970.
enum class time_unit : unsigned char {
    unstated,  ///< 16 digits are microseconds, all else is rejected
    second,
    millisecond,
    microsecond,
};

class time_zone;

/// What the user says of times that do not say it themselves.
struct time_reading {
    time_unit unit = time_unit::unstated;
    time_zone* zone = nullptr;  ///< of times without an offset; null: they are malformed
};

/// Parses event times; remembers the last date, so a run of one day's events costs little.
/// Accepts `YYYY-MM-DD`, `T`, `t` or a space, `hh:mm` or `hh:mm:ss` with 0 to 9 decimals (those
/// after the sixth are cut off), then, after a space or not, `Z`, `z`, `UTC`, `GMT`, `+hh`, `+hhmm`
/// or `+hh:mm`; or exactly 16 digits, microseconds since 1970 (docs/semantics.md). With a unit,
/// numbers are what that says, decimals included; with a zone, a time may lack its offset and is
/// the zone's clock. Not thread-safe: one parser a thread.
class time_parser {
   public:
    time_parser() = default;

    /// The zone must outlive the parser, and is this parser's alone.
    explicit time_parser(const time_reading& how) noexcept : how_(how) {}

    [[nodiscard]] time_parse parse(std::string_view text, timestamp& out) noexcept;

   private:
    bool is_known_date(const char* text) const noexcept;
    bool read_date(const char* text) noexcept;
    time_parse parse_number(std::string_view text, timestamp& out) const noexcept;

    time_reading how_;

    // The remembered date: its first 8 characters, its last 2, its first moment. A fresh parser
    // remembers 1970-01-01: whatever stands here must be the text of a date.
    std::uint64_t date_head_ =
        std::bit_cast<std::uint64_t>(std::array{'1', '9', '7', '0', '-', '0', '1', '-'});
    std::uint16_t date_tail_ = std::bit_cast<std::uint16_t>(std::array{'0', '1'});
    std::int64_t date_us_ = 0;
};

inline constexpr std::size_t timestamp_length = 27;  ///< "2025-03-01T10:00:00.000000Z"
inline constexpr std::size_t day_length = 10;        ///< "2025-03-01"

/// Writes exactly `timestamp_length` characters. REQUIRES: a year from 0 to 9999.
void write_timestamp(char* out, timestamp when) noexcept;

/// Writes exactly `day_length` characters. REQUIRES: a year from 0 to 9999.
void write_day(char* out, calendar_day day) noexcept;

[[nodiscard]] std::string to_string(timestamp when);
[[nodiscard]] std::string to_string(calendar_day day);

/// Parses `YYYY-MM-DD`; false when it is not a date.
[[nodiscard]] bool parse_day(std::string_view text, calendar_day& out) noexcept;

}  // namespace attrib
