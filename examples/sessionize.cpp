// Sessions from events built in code: what you would embed in a test of your own tracking.
#include <iostream>
#include <libattrib/session/sessionizer.hpp>
#include <libattrib/session/timeline.hpp>

int main() {
    using namespace std::chrono_literals;
    const attrib::timestamp ten = std::chrono::sys_days{std::chrono::year{2025} / 3 / 1} + 10h;

    std::vector<attrib::event> visits(4);
    for (attrib::event& visit : visits) {
        visit.user_pseudo_id = "ann";
        visit.event_name = "page_view";
    }
    visits[0].event_timestamp = ten;
    visits[1].event_timestamp = ten + 30min;                // still the same session
    visits[2].event_timestamp = ten + 60min + 1us;          // one microsecond too late
    visits[3].event_timestamp = visits[2].event_timestamp;  // delivered twice

    const std::vector<attrib::event> timeline = attrib::make_timeline(visits);
    for (const attrib::session& session : attrib::sessionize(timeline))
        std::cout << attrib::to_string(session.start()) << " to "
                  << attrib::to_string(session.end()) << ": " << session.events.size()
                  << " event(s)\n";
}
