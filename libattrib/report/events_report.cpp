#include <libattrib/core/array_text.hpp>
#include <libattrib/report/conversion_row.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/row_reader.hpp>

namespace attrib {
namespace {

json read_conversion_of_event(row_reader& row) {
    if (row.is_null()) return nullptr;
    const auto [id, key] = read_identity(row);
    json made = json::object();
    made["conversion_id"] = id;
    made["key"] = key_text(key);
    json credits = json::array();
    for (const char* const model : {"first_click", "last_click"})
        credits.push_back({{"model", model}, {"channel", row.text_or_null()}});
    made["credits"] = std::move(credits);
    return made;
}

json read_event(row_reader& row) {
    json made = json::object();
    made["event_id"] = row.text_or_null();
    made["user_pseudo_id"] = row.text();
    made["event_timestamp"] = to_string(row.time());
    for (const char* const name : {"event_name", "channel", "source", "medium", "campaign",
                                   "page_location", "device_category", "country"})
        made[name] = row.text_or_null();
    made["event_value"] = row.amount_or_null();
    made["currency"] = row.text_or_null();
    made["transaction_id"] = row.text_or_null();
    made["conversion"] = read_conversion_of_event(row);
    return made;
}

json events_in(report_view& view, const std::vector<std::int64_t>& batch_ids, std::size_t limit) {
    json events = json::array();
    if (batch_ids.empty()) return events;
    const query_result rows = view.run("events", {array_text(batch_ids), std::to_string(limit)});
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        row_reader row(rows, i);
        events.push_back(read_event(row));
    }
    return events;
}

}  // namespace

json recent_events_report(connection& on, std::size_t limit) {
    report_view view(on);
    static_cast<void>(settings_of_tables(view));
    const query_result newest = view.run("recent_batches", {std::to_string(limit)});
    std::vector<std::int64_t> batch_ids;
    for (std::size_t i = 0; i < newest.rows(); ++i) batch_ids.push_back(newest.integer(i, 0));
    return {{"data", events_in(view, batch_ids, limit)}};
}

json events_of_batches(connection& on, const std::vector<std::int64_t>& batch_ids,
                       std::size_t limit) {
    report_view view(on);
    return events_in(view, batch_ids, limit);
}

}  // namespace attrib
