/// @file
/// Sessions: a user's timeline cut where the user was away for longer than the timeout
/// (docs/semantics.md).
#pragma once

#include <cassert>
#include <libattrib/event/event.hpp>
#include <span>
#include <vector>

namespace attrib {

/// A stretch of a timeline; a view, good as long as the timeline. Never empty. `Event` is `event`
/// or whatever else has an `event_timestamp` and a function `states_origin`.
template <class Event>
struct basic_session {
    std::span<const Event> events;

    [[nodiscard]] timestamp start() const noexcept { return events.front().event_timestamp; }
    [[nodiscard]] timestamp end() const noexcept { return events.back().event_timestamp; }

    /// The event that says where and when the session began.
    [[nodiscard]] const Event& first_event() const noexcept { return events.front(); }

    /// The session's origin, whose channel, source, medium and campaign are the session's: the
    /// first event that states where the visit came from or, where none does, the first event.
    [[nodiscard]] const Event& origin() const noexcept {
        for (const Event& each : events)
            if (states_origin(each)) return each;
        return events.front();
    }
};

using session = basic_session<event>;

/// Appends the sessions of a timeline to `out`, in order of time. A session begins with the
/// timeline's first event and with every event that comes *more than* `timeout` after the one
/// before it; neither midnight nor a new campaign begins one. REQUIRES: `timeline` is one user's,
/// in total order.
template <class Event>
void sessionize(std::span<const Event> timeline, microseconds timeout,
                std::vector<basic_session<Event>>& out) {
    std::size_t begin = 0;
    for (std::size_t i = 1; i < timeline.size(); ++i) {
        const auto gap = timeline[i].event_timestamp - timeline[i - 1].event_timestamp;
        assert(gap >= microseconds{0});
        if (gap <= timeout) continue;
        out.push_back({timeline.subspan(begin, i - begin)});
        begin = i;
    }
    if (!timeline.empty()) out.push_back({timeline.subspan(begin)});
}

/// The same, as a value. `timeline` must outlive the sessions.
[[nodiscard]] std::vector<session> sessionize(std::span<const event> timeline,
                                              microseconds timeout = std::chrono::minutes{30});

}  // namespace attrib
