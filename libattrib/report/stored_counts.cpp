#include <libattrib/report/report_view.hpp>
#include <libattrib/report/row_reader.hpp>
#include <libattrib/report/stored_counts.hpp>

namespace attrib {
namespace {

std::optional<calendar_day> optional_day(row_reader& row) {
    if (!row.is_null()) return row.day();
    row.skip(1);
    return std::nullopt;
}

}  // namespace

stored_counts count_stored(connection& on) {
    report_view view(on);
    const query_result rows = view.run("stored_counts");
    row_reader row(rows, 0);
    stored_counts found;
    found.events = row.integer();
    found.waiting = row.integer();
    found.sessions = row.integer();
    found.conversions = row.integer();
    found.first_day = optional_day(row);
    found.last_day = optional_day(row);
    if (!row.is_null()) found.refreshed_at = row.time();
    return found;
}

}  // namespace attrib
