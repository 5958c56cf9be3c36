/// @file
/// Events and rejects of people of whom some are forgotten: ann and another, but not anna.
#pragma once

namespace attrib::test {

inline constexpr const char* people_to_forget =
    "event_id,user_pseudo_id,event_timestamp,event_name,channel,event_value\n"
    "1,ann,2025-03-01T10:00:00Z,page_view,Email,\n"
    "2,ann,2025-03-01T10:01:00Z,purchase,Email,20\n"
    "3,anna,2025-03-01T10:00:00Z,purchase,Direct,5\n"
    "4,ann,yesterday,page_view,Email,\n"
    "5,anna,yesterday,page_view,Email,\n"
    "6,\"b\xC3\xB6\\b\",2025-03-01T10:00:00Z,purchase,Direct,7\n"
    "7,\"b\xC3\xB6\\b\",yesterday,purchase,Direct,7\n";

}  // namespace attrib::test
