// What models say of a user's journey, with the channels the library derives.
#include <cstdio>
#include <libattrib/attribution/attribute_user.hpp>
#include <libattrib/attribution/models_file.hpp>
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
    const attrib::touch_classifier touches(attrib::paid_channels(channels.rules()));
    for (const attrib::event* conversion : found.conversions)
        for (const char* name : {"first_click", "last_click", "linear"}) {
            std::printf("%s:", name);
            const attrib::model_instance model =
                attrib::choose_models(attrib::shipped_models(), {name}).value().front();
            for (const attrib::session_credit& each :
                 attrib::credits_of(found, *conversion, model, touches))
                std::printf(" %s %s", std::string(each.credited->origin().channel).c_str(),
                            attrib::to_string(each.credit).c_str());
            std::printf("\n");
        }
}
