#include <libattrib/core/time_zone.hpp>

#include <date/tz.h>

#include <algorithm>

namespace attrib {
namespace {

// Zone data reaches beyond what microseconds since 1970 can count.
timestamp clamp(std::chrono::sys_seconds when) noexcept {
    using std::chrono::floor;
    using std::chrono::seconds;
    const auto lowest = floor<seconds>(timestamp::min().time_since_epoch()) + seconds{1};
    const auto highest = floor<seconds>(timestamp::max().time_since_epoch());
    return timestamp{std::clamp(when.time_since_epoch(), lowest, highest)};
}

// Zone files list changes up to 2037; where a rule goes on, daylight saving for example, they say
// so in a line that the date library does not read.
constexpr std::chrono::year last_listed_year{2037};

// Whether a span is the last that a zone file lists, of a zone whose list ends because all lists
// do. (Morocco's and Palestine's, which follow the moon, are listed up to 2087; what Palestine's
// rule says after that is not known here.)
bool goes_on_by_rule(const date::sys_info& span) {
    const std::chrono::sys_seconds listed_last = std::chrono::sys_days{last_listed_year / 1 / 1};
    const std::chrono::sys_seconds not_listed = listed_last + std::chrono::days{365};
    const bool is_last = span.end > not_listed + std::chrono::days{400 * 365};
    return is_last && span.begin >= listed_last && span.begin < not_listed;
}

// A part of a year in which rules of weekdays in months give what they give in another year whose
// part begins on the same weekday: January and February, or what follows.
struct year_part {
    std::chrono::sys_days begin;
    std::chrono::sys_days end;
};

year_part part_of(std::chrono::sys_seconds when) {
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year year = std::chrono::year_month_day{day}.year();
    const std::chrono::sys_days march = year / 3 / 1;
    if (day < march) return {year / 1 / 1, march};
    return {march, (year + std::chrono::years{1}) / 1 / 1};
}

// The same part of a year that is listed. Eleven years have every weekday for either part.
std::chrono::sys_days listed_begin(const year_part& part) {
    const std::chrono::month month = std::chrono::year_month_day{part.begin}.month();
    const std::chrono::weekday weekday{part.begin};
    std::chrono::year year = last_listed_year - std::chrono::years{1};
    while (std::chrono::weekday{std::chrono::sys_days{year / month / 1}} != weekday) --year;
    return year / month / 1;
}

}  // namespace

result<time_zone> time_zone::named(std::string_view name) {
    time_zone zone;
    if (name == "UTC") return zone;
    try {
        zone.zone_ = date::locate_zone(std::string(name));
    } catch (const std::runtime_error&) {
        return error{errc::unknown_time_zone,
                     "unknown time zone '" + std::string(name) +
                         "': give an IANA name such as UTC, Europe/Berlin or America/New_York"};
    }
    zone.name_ = name;
    zone.valid_until_ = timestamp::min();  // nothing known yet
    zone.clock_until_ = microseconds::min();
    return zone;
}

timestamp time_zone::next_day(timestamp when) noexcept {
    const calendar_day today = day_of(when);
    timestamp same = when;
    timestamp later = when + std::chrono::hours{49};  // a zone may leave out a day
    while (later - same > microseconds{1}) {
        const timestamp middle = same + (later - same) / 2;
        (day_of(middle) > today ? later : same) = middle;
    }
    return later;
}

microseconds time_zone::offset_at(timestamp when) noexcept {
    if (when < valid_from_ || when >= valid_until_) find_offset(when);
    return offset_;
}

void time_zone::find_clock(microseconds shown) noexcept {
    // No offset is as large as this, and no two changes of clocks are so near.
    constexpr microseconds margin = std::chrono::hours{26};
    const timestamp as_if_utc{shown};
    const microseconds before = offset_at(as_if_utc - margin);
    const bool is_one_span = as_if_utc + margin < valid_until_;
    const microseconds after = offset_at(as_if_utc + margin);
    const bool is_after = offset_at(as_if_utc - after) == after;
    clock_offset_ = is_after ? after : before;
    clock_from_ = is_one_span ? valid_from_.time_since_epoch() + margin : shown;
    clock_until_ = is_one_span ? valid_until_.time_since_epoch() - margin : shown;
}

void time_zone::find_offset(timestamp when) noexcept {
    const std::chrono::sys_seconds second = std::chrono::floor<std::chrono::seconds>(when);
    date::sys_info info = zone_->get_info(second);
    if (goes_on_by_rule(info)) {
        const year_part part = part_of(second);
        const std::chrono::days shift = part.begin - listed_begin(part);
        info = zone_->get_info(second - shift);
        info.begin = std::max<std::chrono::sys_seconds>(info.begin + shift, part.begin);
        info.end = std::min<std::chrono::sys_seconds>(info.end + shift, part.end);
    }
    offset_ = info.offset;
    valid_from_ = clamp(info.begin);
    valid_until_ = clamp(info.end);
}

}  // namespace attrib
