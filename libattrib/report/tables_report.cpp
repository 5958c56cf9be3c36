// About the tables themselves: how they were made, what waits, what the models mean.
#include <libattrib/marts/model_state.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/row_reader.hpp>

namespace attrib {
namespace {

json read_quarantine_counts(row_reader& row) {
    json counts{{"batches", row.integer()}, {"users", row.integer()}, {"newest", nullptr}};
    if (row.is_null()) return counts;
    json newest = json::object();
    newest["since"] = row.time_or_null();
    newest["state"] = row.text();
    newest["message"] = row.text();
    counts["newest"] = std::move(newest);
    return counts;
}

}  // namespace

json tables_report(connection& on) {
    report_view view(on);
    const query_result rows = view.run("tables");
    row_reader row(rows, 0);
    json answer = json::object();
    answer["engine"] = row.text_or_null();
    answer["made_at"] = row.time_or_null();
    answer["time_zone"] = nullptr;
    answer["window"] = nullptr;
    if (const auto settings = row.optional_text()) {
        const attribution_options made_with = options_of(*settings);
        answer["time_zone"] = made_with.zone.name();
        answer["window"] = window_json(made_with);
    }
    for (const char* const name : {"schema_version", "lag_ms", "batches_waiting", "rows_waiting"})
        answer[name] = row.integer();
    answer["quarantine"] = read_quarantine_counts(row);
    return answer;
}

std::optional<timestamp> newest_event(connection& on, timestamp now) {
    report_view view(on);
    const query_result rows = view.run("newest_event", {to_string(now)});
    row_reader row(rows, 0);
    if (row.is_null()) return std::nullopt;
    return row.time();
}

json models_report() {
    return {{"data",
             {{{"name", name_of(model::first_click)},
               {"title", "First click"},
               {"meaning",
                "A conversion is credited to the earliest session that began in the lookback "
                "window before it: what brought the customer."}},
              {{"name", name_of(model::last_click)},
               {"title", "Last click"},
               {"meaning",
                "A conversion is credited to the latest session that began in the lookback window "
                "before it: what closed the sale."}}}}};
}

}  // namespace attrib
