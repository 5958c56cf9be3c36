#include <algorithm>
#include <libattrib/marts/journey_change.hpp>
#include <vector>

namespace attrib {
namespace {

bool has_pause(const std::vector<timestamp>& moments, microseconds longest) noexcept {
    return std::ranges::adjacent_find(
               moments, [&](timestamp a, timestamp b) { return b - a > longest; }) != moments.end();
}

}  // namespace

std::optional<time_span> change_of_journeys(const changed_rows& rows, microseconds lookback) {
    std::optional<time_span> changed;
    const auto widen_to = [&](timestamp first, timestamp last) {
        if (!changed) changed = {first, last};
        changed = {std::min(changed->first, first), std::max(changed->last, last)};
    };
    if (rows.changes.moves_credits()) widen_to(rows.changes.first_start, rows.changes.last_start);
    for (const added_event& each : rows.added)
        if (each.converts)
            widen_to(each.what.event_timestamp - lookback, each.what.event_timestamp);
    return changed;
}

missing_sessions missing_of(const changed_rows& rows, const time_span& change,
                            microseconds lookback) {
    if (rows.before.empty()) return {};
    // The change may begin and end with a session that comes or goes, or with no session at all.
    std::vector<timestamp> earlier;
    std::vector<timestamp> later{change.last};
    for (const session_row& each : rows.before) {
        if (each.session_start() < change.first) earlier.push_back(each.session_start());
        if (each.session_start() > change.last) later.push_back(each.session_start());
    }
    earlier.push_back(change.first);
    return {.are_earlier = rows.before.front().session_start() < rows.read.first &&
                           !has_pause(earlier, lookback),
            .are_later =
                rows.before.back().session_start() > rows.read.last && !has_pause(later, lookback)};
}

}  // namespace attrib
