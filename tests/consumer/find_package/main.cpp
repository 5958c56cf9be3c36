// Sessions of events that were built in code.
#include <cstdio>
#include <libattrib/session/sessionizer.hpp>
#include <libattrib/session/timeline.hpp>
#include <vector>

namespace {

attrib::event page_view(std::chrono::minutes minute) {
    attrib::event view;
    view.user_pseudo_id = "user";
    view.event_name = "page_view";
    view.event_timestamp = std::chrono::sys_days{std::chrono::year{2025} / 3 / 1} + minute;
    return view;
}

}  // namespace

int main() {
    using std::chrono::minutes;
    const std::vector<attrib::event> arrived{page_view(minutes{61}), page_view(minutes{0}),
                                             page_view(minutes{30}), page_view(minutes{61})};
    const std::vector<attrib::event> timeline = attrib::make_timeline(arrived);
    for (const attrib::session& session : attrib::sessionize(timeline))
        std::printf("%s %zu\n", attrib::to_string(session.start()).c_str(), session.events.size());
}
