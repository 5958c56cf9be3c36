#include <libattrib/attribution/rows.hpp>

#include <algorithm>
#include <charconv>
#include <libattrib/attribution/model_registry.hpp>

namespace attrib {

const model_instance& model_of_mart(table mart) {
    static constexpr std::string_view prefix = "mart_";
    return *std::ranges::find(shipped_models(), name_of(mart).substr(prefix.size()),
                              &model_instance::name);
}

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

std::size_t conversion_id_room(const event& conversion) noexcept {
    if (!conversion.event_id.empty()) return conversion.event_id.size();
    constexpr std::size_t points = 3;
    return session_id_room(conversion.user_pseudo_id.size()) + conversion.event_name.size() +
           conversion.page_location.size() + conversion.transaction_id.size() + points;
}

char* write_conversion_id(char* out, const event& conversion) noexcept {
    const auto put = [&](std::string_view text) { out += text.copy(out, text.size()); };
    if (!conversion.event_id.empty()) {
        put(conversion.event_id);
        return out;
    }
    out = write_session_id(out, conversion);
    for (const std::string_view part : {conversion.event_name, conversion.page_location}) {
        put(".");
        put(part);
    }
    if (conversion.transaction_id.empty()) return out;
    put(".");
    put(conversion.transaction_id);
    return out;
}

void append_conversion_id(std::string& out, const event& conversion) {
    const std::size_t before = out.size();
    out.resize(before + conversion_id_room(conversion));
    const char* const end = write_conversion_id(out.data() + before, conversion);
    out.resize(static_cast<std::size_t>(end - out.data()));
}

}  // namespace attrib
