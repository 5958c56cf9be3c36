#include <libattrib/attribution/rows.hpp>

#include <charconv>

namespace attrib {

void take_origin(const event& origin, event& start) noexcept {
    start.channel = origin.channel;
    start.source = origin.source;
    start.medium = origin.medium;
    start.campaign = origin.campaign;
    start.states_origin = states_origin(origin);
}

char* write_session_id(char* out, const event& first_event) noexcept {
    const std::string_view user = first_event.user_pseudo_id;
    out += user.copy(out, user.size());
    *out++ = '.';
    return std::to_chars(out, out + session_id_room(0) - 1,
                         first_event.event_timestamp.time_since_epoch().count())
        .ptr;
}

void append_session_id(std::string& out, const event& first_event) {
    const std::size_t before = out.size();
    out.resize(before + session_id_room(first_event.user_pseudo_id.size()));
    const char* const end = write_session_id(out.data() + before, first_event);
    out.resize(static_cast<std::size_t>(end - out.data()));
}

void append_conversion_id(std::string& out, const event& conversion) {
    if (!conversion.event_id.empty()) {
        out.append(conversion.event_id);
        return;
    }
    append_session_id(out, conversion);
    for (const std::string_view part : {conversion.event_name, conversion.page_location}) {
        out.push_back('.');
        out.append(part);
    }
    if (conversion.transaction_id.empty()) return;
    out.push_back('.');
    out.append(conversion.transaction_id);
}

}  // namespace attrib
