/// @file
/// Events whose CSV takes many pieces.
#pragma once

#include <fmt/format.h>

#include <string>

namespace attrib::test {

/// As many users, each with a conversion of three touchpoints and a campaign of their own.
inline std::string crowd_of(int users) {
    std::string csv =
        "event_id,user_pseudo_id,event_timestamp,event_name,channel,campaign,event_value,"
        "currency\n";
    for (int i = 0; i < users; ++i) {
        csv +=
            fmt::format(",user{0},2025-03-10T08:00:00Z,page_view,Display,campaign{0:x>120},,\n", i);
        csv += fmt::format(",user{},2025-03-10T09:00:00Z,page_view,Email,,,\n", i);
        csv += fmt::format("p{0},user{0},2025-03-10T10:{1:02}:{2:02}Z,purchase,Direct,,{0},EUR\n",
                           i, i / 60 % 60, i % 60);
    }
    return csv;
}

/// Takes more than the sockets of a client that does not read, as CSV.
inline const std::string long_answer =
    "/api/v1/conversions?models=first_click,last_click,linear,time_decay,position_based,"
    "last_paid,last_non_direct,first_non_direct,google_paid,shapley";

}  // namespace attrib::test
