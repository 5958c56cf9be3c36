// First and last click of a user's journey, with the channels the library derives.
#include <cstdio>
#include <libattrib/attribution/attribute_user.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <string>
#include <vector>

namespace {

attrib::event visit(std::chrono::hours hour, const char* name, const char* source,
                    const char* medium) {
    attrib::event event;
    event.user_pseudo_id = "user";
    event.event_name = name;
    event.event_timestamp = std::chrono::sys_days{std::chrono::year{2025} / 3 / 1} + hour;
    event.source = source;
    event.medium = medium;
    return event;
}

}  // namespace

int main() {
    using std::chrono::hours;
    std::vector<attrib::event> timeline{visit(hours{0}, "page_view", "google", "cpc"),
                                        visit(hours{5}, "page_view", "news", "email"),
                                        visit(hours{9}, "purchase", "", "")};
    const auto channels = attrib::default_channel_classifier();
    for (attrib::event& event : timeline) channels.fill_channel(event);
    const attrib::attribution found = attrib::attribute_user(timeline);
    for (const attrib::credit& credit : found.credits) {
        const auto* first = credit.by(attrib::model::first_click);
        const auto* last = credit.by(attrib::model::last_click);
        std::printf("first %s, last %s\n", std::string(first->first_event().channel).c_str(),
                    std::string(last->first_event().channel).c_str());
    }
}
