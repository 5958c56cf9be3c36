#include <libattrib/core/time_zone.hpp>

#include <date/tz.h>

#include <algorithm>

namespace attrib {
namespace {

// Zone data reaches beyond what microseconds since 1970 can count.
timestamp clamp(date::sys_seconds when) noexcept {
    using std::chrono::floor;
    using std::chrono::seconds;
    const auto lowest = floor<seconds>(timestamp::min().time_since_epoch()) + seconds{1};
    const auto highest = floor<seconds>(timestamp::max().time_since_epoch());
    return timestamp{std::clamp(when.time_since_epoch(), lowest, highest)};
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

void time_zone::find_offset(timestamp when) noexcept {
    const date::sys_info info = zone_->get_info(std::chrono::floor<std::chrono::seconds>(when));
    offset_ = info.offset;
    valid_from_ = clamp(info.begin);
    valid_until_ = clamp(info.end);
}

}  // namespace attrib
