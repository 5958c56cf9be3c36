#include <libattrib/attribution/rows.hpp>

#include <charconv>

namespace attrib {
namespace {

void append_microseconds(std::string& out, timestamp when) {
    char digits[20];
    const auto end =
        std::to_chars(digits, digits + sizeof digits, when.time_since_epoch().count()).ptr;
    out.append(digits, end);
}

}  // namespace

void append_session_id(std::string& out, const event& first_event) {
    out.append(first_event.user_pseudo_id);
    out.push_back('.');
    append_microseconds(out, first_event.event_timestamp);
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
}

}  // namespace attrib
