#include <algorithm>
#include <libattrib/engine/session_merge.hpp>

namespace attrib {
namespace {

// A stretch without a gap: a session that was there, or one added event.
struct stretch {
    session_row row;
    bool was_there;
};

std::vector<stretch> stretches_of(std::span<const session_row> before,
                                  std::span<const added_event> added) {
    std::vector<stretch> all;
    all.reserve(before.size() + added.size());
    for (const session_row& each : before) all.push_back({each, true});
    for (const added_event& each : added)
        all.push_back(
            {{each.what, each.what.event_timestamp, 1, each.converts ? 1 : 0,
              states_origin(each.what) ? std::optional(each.what.event_timestamp) : std::nullopt},
             false});
    std::ranges::stable_sort(all, {}, [](const stretch& each) { return each.row.session_start(); });
    return all;
}

bool begins_twice(std::span<const stretch> all) noexcept {
    return std::ranges::adjacent_find(all, [](const stretch& a, const stretch& b) {
               return a.row.session_start() == b.row.session_start() && a.was_there != b.was_there;
           }) != all.end();
}

// The part whose origin is that of all together; null when two were stated at one moment of which
// the rows do not say which comes first.
const stretch* origin_of(std::span<const stretch> parts) noexcept {
    const stretch* origin = &parts.front();
    bool is_clear = true;
    for (const stretch& part : parts.subspan(1)) {
        const auto& stated = part.row.origin_timestamp;
        const auto& before = origin->row.origin_timestamp;
        if (!stated || (before && *before < *stated)) continue;
        if (before && *before == *stated) {
            // Added events are in total order.
            is_clear = is_clear && origin->was_there == part.was_there;
            continue;
        }
        origin = &part;
        is_clear = true;
    }
    return is_clear ? origin : nullptr;
}

void move_start(session_changes& changes, timestamp start) {
    changes.first_start = std::min(changes.first_start, start);
    changes.last_start = std::max(changes.last_start, start);
}

// One session made of neighbouring stretches; false when its origin cannot be told.
bool add_session(std::span<const stretch> parts, session_changes& changes) {
    session_row merged = parts.front().row;
    const stretch* const origin = origin_of(parts);
    if (origin == nullptr) return false;
    if (origin != &parts.front()) {
        take_origin(origin->row.start, merged.start);
        merged.origin_timestamp = origin->row.origin_timestamp;
        if (parts.front().was_there) {
            changes.restated.push_back(merged.session_start());
            move_start(changes, merged.session_start());
        }
    }
    for (const stretch& part : parts.subspan(1)) {
        merged.session_end = std::max(merged.session_end, part.row.session_end);
        merged.event_count += part.row.event_count;
        merged.conversions += part.row.conversions;
        if (!part.was_there) continue;
        changes.gone.push_back(part.row.session_start());
        move_start(changes, part.row.session_start());
    }
    changes.after.push_back(merged);
    if (!parts.front().was_there) {
        changes.added.push_back(merged);
        move_start(changes, merged.session_start());
    } else if (parts.size() > 1) {
        changes.grown.push_back(merged);
    }
    return true;
}

}  // namespace

std::optional<session_changes> merge_sessions(std::span<const session_row> before,
                                              std::span<const added_event> added,
                                              microseconds timeout) {
    const std::vector<stretch> all = stretches_of(before, added);
    if (begins_twice(all)) return std::nullopt;
    session_changes changes;
    std::size_t begin = 0;
    timestamp end = timestamp::min();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i != begin && all[i].row.session_start() - end > timeout) {
            if (!add_session(std::span(all).subspan(begin, i - begin), changes))
                return std::nullopt;
            begin = i;
            end = all[i].row.session_end;
        }
        end = i == begin ? all[i].row.session_end : std::max(end, all[i].row.session_end);
    }
    if (!all.empty() && !add_session(std::span(all).subspan(begin), changes)) return std::nullopt;
    return changes;
}

}  // namespace attrib
