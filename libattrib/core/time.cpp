#include <libattrib/core/time.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <libattrib/core/time_zone.hpp>

namespace attrib {
namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_us = 86'400 * second_us;

bool is_digit(char c) noexcept { return static_cast<unsigned char>(c - '0') < 10; }

// Value of two digits, or -1.
int two_digits(const char* p) noexcept {
    return is_digit(p[0]) && is_digit(p[1]) ? (p[0] - '0') * 10 + (p[1] - '0') : -1;
}

void put_two(char* out, int value) noexcept {
    out[0] = static_cast<char>('0' + value / 10);
    out[1] = static_cast<char>('0' + value % 10);
}

bool all_digits(std::string_view text) noexcept {
    for (const char c : text)
        if (!is_digit(c)) return false;
    return true;
}

time_parse in_range(std::int64_t us, timestamp& out) noexcept {
    out = timestamp{microseconds{us}};
    return out < earliest_event_time || out >= end_of_event_time ? time_parse::out_of_range
                                                                 : time_parse::ok;
}

time_parse parse_integer(std::string_view text, timestamp& out) noexcept {
    if (text.size() == 10 || text.size() == 13) return time_parse::wrong_unit;
    if (text.size() != 16) return time_parse::malformed;
    std::int64_t us = 0;
    for (const char c : text) us = us * 10 + (c - '0');
    return in_range(us, out);
}

// Reads `Z`, `z`, `UTC`, `GMT`, `+hh`, `+hhmm` or `+hh:mm`, with or without a space before it;
// false for any other text.
bool parse_offset(std::string_view text, std::int64_t& offset_us) noexcept {
    offset_us = 0;
    if (text.starts_with(' ')) text.remove_prefix(1);
    if (text == "Z" || text == "z" || text == "UTC" || text == "GMT") return true;
    if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return false;
    const int hours = two_digits(text.data() + 1);
    int minutes = 0;
    if (text.size() == 5)
        minutes = two_digits(text.data() + 3);
    else if (text.size() == 6 && text[3] == ':')
        minutes = two_digits(text.data() + 4);
    else if (text.size() != 3)
        return false;
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return false;
    offset_us = (std::int64_t{hours} * 60 + minutes) * 60 * second_us * (text[0] == '-' ? -1 : 1);
    return true;
}

// Reads `.` and 1 to 9 digits at the front of `text`, removes them; false when malformed. Digits
// after the sixth are cut off.
bool parse_fraction(std::string_view& text, std::int64_t& us) noexcept {
    constexpr std::size_t max_digits = 9;
    constexpr std::size_t kept_digits = 6;
    us = 0;
    if (text.empty() || text[0] != '.') return true;
    std::size_t digits = 0;
    while (digits + 1 < text.size() && is_digit(text[digits + 1])) {
        if (++digits > max_digits) return false;
        if (digits <= kept_digits) us = us * 10 + (text[digits] - '0');
    }
    if (digits == 0) return false;
    text.remove_prefix(digits + 1);
    for (; digits < kept_digits; ++digits) us *= 10;
    return true;
}

// Reads `hh:mm` or `hh:mm:ss` with a fraction at the front of `text`, removes it; false when
// malformed.
bool parse_clock(std::string_view& text, std::int64_t& us) noexcept {
    constexpr std::size_t without_seconds = 5;
    constexpr std::size_t with_seconds = 8;
    if (text.size() < without_seconds || text[2] != ':') return false;
    const int hours = two_digits(text.data());
    const int minutes = two_digits(text.data() + 3);
    int seconds = 0;
    std::int64_t fraction = 0;
    if (text.size() > without_seconds && text[without_seconds] == ':') {
        if (text.size() < with_seconds) return false;
        seconds = two_digits(text.data() + without_seconds + 1);
        text.remove_prefix(with_seconds);
        if (!parse_fraction(text, fraction)) return false;
    } else {
        text.remove_prefix(without_seconds);
    }
    us = ((hours * 60 + minutes) * 60 + seconds) * second_us + fraction;
    return hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60 && seconds >= 0 && seconds < 60;
}

// Eight characters that must come: a zero stands for any digit, the others for themselves.
struct character_pattern {
    std::uint64_t wanted = 0;   // the first in the lowest byte
    std::uint64_t highest = 0;  // what a difference to `wanted` may have added and stay below 128
};

consteval character_pattern pattern_of(std::string_view characters) {
    constexpr std::uint64_t below_128 = 127;
    character_pattern made;
    for (int at = 7; at >= 0; --at) {
        const char c = characters[static_cast<std::size_t>(at)];
        made.wanted = made.wanted << 8 | static_cast<unsigned char>(c);
        made.highest = made.highest << 8 | (c == '0' ? below_128 - 9 : below_128);
    }
    return made;
}

// Takes the pattern from eight characters: digits are left. False when one is something else.
bool match(const char* text, const character_pattern& pattern, std::uint64_t& digits) noexcept {
    std::memcpy(&digits, text, sizeof digits);
    if constexpr (std::endian::native == std::endian::big) digits = __builtin_bswap64(digits);
    digits -=
        pattern.wanted;  // a byte that is too small becomes too large, and borrows from higher
    return ((digits | (digits + pattern.highest)) & 0x8080808080808080) == 0;
}

// `hh:mm:ss.ffffffZ`, the form that everyone's exports have, as microseconds of the day.
bool parse_full_clock(const char* text, std::int64_t& us) noexcept {
    constexpr character_pattern clock_pattern = pattern_of("00:00:00");
    constexpr character_pattern fraction_pattern = pattern_of(".000000Z");
    std::uint64_t clock;
    std::uint64_t fraction;
    if (!match(text, clock_pattern, clock) || !match(text + 8, fraction_pattern, fraction))
        return false;
    // Each byte becomes the number of two digits that begins there.
    clock = clock * 10 + (clock >> 8);
    fraction = fraction * 10 + (fraction >> 8);
    const auto at = [](std::uint64_t pairs, unsigned byte) {
        return static_cast<std::int64_t>(pairs >> 8 * byte & 0xFF);
    };
    const std::int64_t hours = at(clock, 0);
    const std::int64_t minutes = at(clock, 3);
    const std::int64_t seconds = at(clock, 6);
    us = ((hours * 60 + minutes) * 60 + seconds) * second_us + at(fraction, 1) * 10'000 +
         at(fraction, 3) * 100 + at(fraction, 5);
    return hours < 24 && minutes < 60 && seconds < 60;
}

}  // namespace

inline bool time_parser::is_known_date(const char* text) const noexcept {
    std::uint64_t head;
    std::uint16_t tail;
    std::memcpy(&head, text, 8);
    std::memcpy(&tail, text + 8, 2);
    return head == date_head_ && tail == date_tail_;
}

bool time_parser::read_date(const char* text) noexcept {
    calendar_day day;
    if (!parse_day({text, day_length}, day)) return false;
    std::memcpy(&date_head_, text, 8);
    std::memcpy(&date_tail_, text + 8, 2);
    date_us_ = day.time_since_epoch().count() * day_us;
    return true;
}

time_parse time_parser::parse(std::string_view text, timestamp& out) noexcept {
    constexpr std::size_t clock_at = day_length + 1;
    constexpr std::size_t longest_integer = 16;
    if (text.size() <= longest_integer) {
        if (text.empty()) return time_parse::malformed;
        if (all_digits(text)) return parse_number(text, out);
        if (text.size() < clock_at) return parse_number(text, out);
    }
    const char* p = text.data();
    if ((!is_known_date(p) && !read_date(p)) || (p[10] != 'T' && p[10] != ' ' && p[10] != 't'))
        return parse_number(text, out);
    if (std::int64_t us; text.size() == timestamp_length && parse_full_clock(p + clock_at, us))
        return in_range(date_us_ + us, out);
    std::string_view rest = text.substr(clock_at);
    std::int64_t clock;
    std::int64_t offset;
    if (!parse_clock(rest, clock)) return time_parse::malformed;
    if (rest.empty() && how_.zone != nullptr) {
        const timestamp there = how_.zone->at_clock(microseconds{date_us_ + clock});
        return in_range(there.time_since_epoch().count(), out);
    }
    if (!parse_offset(rest, offset)) return time_parse::malformed;
    return in_range(date_us_ + clock - offset, out);
}

// Digits, with a unit also a point and more digits; those below a microsecond are cut off.
time_parse time_parser::parse_number(std::string_view text, timestamp& out) const noexcept {
    constexpr std::size_t max_digits = 16;  // of microseconds, up to 2100 and beyond
    if (how_.unit == time_unit::unstated)
        return all_digits(text) ? parse_integer(text, out) : time_parse::malformed;
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view whole = text.substr(0, point);
    std::string_view decimals = text.substr(point);
    if (!decimals.empty()) decimals.remove_prefix(1);
    if (whole.empty() || !all_digits(whole) || !all_digits(decimals) ||
        (point < text.size() && decimals.empty()))
        return time_parse::malformed;
    if (whole.size() > max_digits) return time_parse::out_of_range;
    std::size_t kept = 0;
    if (how_.unit == time_unit::second) kept = 6;
    if (how_.unit == time_unit::millisecond) kept = 3;
    std::int64_t us = 0;
    for (const char c : whole) us = us * 10 + (c - '0');
    for (std::size_t i = 0; i < kept; ++i) {
        if (us > end_of_event_time.time_since_epoch().count()) return time_parse::out_of_range;
        us = us * 10 + (i < decimals.size() ? decimals[i] - '0' : 0);
    }
    return in_range(us, out);
}

void write_day(char* out, calendar_day day) noexcept {
    const std::chrono::year_month_day date{day};
    const int year = static_cast<int>(date.year());
    put_two(out, year / 100);
    put_two(out + 2, year % 100);
    out[4] = '-';
    put_two(out + 5, static_cast<int>(static_cast<unsigned>(date.month())));
    out[7] = '-';
    put_two(out + 8, static_cast<int>(static_cast<unsigned>(date.day())));
}

void write_timestamp(char* out, timestamp when) noexcept {
    const auto day = std::chrono::floor<std::chrono::days>(when);
    write_day(out, day);
    std::int64_t us = (when - day).count();
    const auto seconds = static_cast<int>(us / second_us);
    us %= second_us;
    out[10] = 'T';
    put_two(out + 11, seconds / 3600);
    out[13] = ':';
    put_two(out + 14, seconds / 60 % 60);
    out[16] = ':';
    put_two(out + 17, seconds % 60);
    out[19] = '.';
    put_two(out + 20, static_cast<int>(us / 10'000));
    put_two(out + 22, static_cast<int>(us / 100 % 100));
    put_two(out + 24, static_cast<int>(us % 100));
    out[26] = 'Z';
}

std::string to_string(timestamp when) {
    std::string text(timestamp_length, ' ');
    write_timestamp(text.data(), when);
    return text;
}

std::string to_string(calendar_day day) {
    std::string text(day_length, ' ');
    write_day(text.data(), day);
    return text;
}

bool parse_day(std::string_view text, calendar_day& out) noexcept {
    if (text.size() != day_length || text[4] != '-' || text[7] != '-') return false;
    const int century = two_digits(text.data());
    const int year = two_digits(text.data() + 2);
    const int month = two_digits(text.data() + 5);
    const int day = two_digits(text.data() + 8);
    if (century < 0 || year < 0 || month < 0 || day < 0) return false;
    const std::chrono::year_month_day date{std::chrono::year{century * 100 + year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    out = date;
    return date.ok();
}

}  // namespace attrib
