#include <libattrib/generate/scenario.hpp>
#include <limits>

namespace attrib {

result<void> check(const scenario& wanted) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    constexpr std::uint32_t all = 1'000'000;
    // A user with more events than fit in the days goes on after them: leave ten years for that.
    constexpr calendar_day latest = std::chrono::year{2090} / 1 / 1;
    const auto wrong = [](const char* message) { return error{errc::invalid_option, message}; };
    if (wanted.events > most) return wrong("events: at most 4294967295");
    if (wanted.events != 0 && wanted.user_count() > wanted.events)
        return wrong("users: not more than events, each user has at least one");
    if (wanted.duplicates_ppm > all || wanted.late_ppm > all || wanted.broken_ppm > all)
        return wrong("duplicates, late, broken: shares from 0 to 1");
    if (wanted.days == 0 || wanted.days > 36'500) return wrong("days: from 1 to 36500");
    if (wanted.start < earliest_event_time ||
        wanted.start + std::chrono::days{wanted.days} > latest)
        return wrong("start: from 1990-01-01, and with the days before 2090-01-01");
    return {};
}

}  // namespace attrib
