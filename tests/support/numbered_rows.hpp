/// @file
/// Files of rows whose event_id is a number, and what became of them in a database.
#pragma once

#include <fstream>
#include <string>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

inline const std::string numbered_header = "event_id,user_pseudo_id,event_timestamp,event_name\n";

/// Rows from one number to another, both included.
inline std::string numbered_rows(int from, int to) {
    std::string text;
    for (int i = from; i <= to; ++i)
        text += std::to_string(i) + ",u" + std::to_string(i % 50) + ",2025-03-01T10:00:00Z,view\n";
    return text;
}

inline void append(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::app) << text;
}

/// Rows, different ones among them, and holes between the parts of any source.
inline std::string stored_rows(const temporary_database& database) {
    return database.value(
        "select format('%s rows, %s different, %s holes', (select count(*) from ga4_events_raw), "
        "(select count(distinct event_id) from ga4_events_raw), (select count(*) from (select "
        "position_from, lag(position_to) over (partition by source order by position_from) as "
        "before from ingest_batches) as part where before <> position_from))");
}

inline std::string all_once(int rows) {
    return std::to_string(rows) + " rows, " + std::to_string(rows) + " different, 0 holes";
}

}  // namespace attrib::test
