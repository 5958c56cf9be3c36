// How good the data is: what was rejected, late, unattributed or never read.
#include <libattrib/core/hex.hpp>
#include <libattrib/core/printable.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/row_reader.hpp>

namespace attrib {
namespace {

constexpr const char* samples_of_a_reason = "5";
constexpr std::size_t sample_bytes = 1000;
constexpr const char* most_sources = "100";
constexpr const char* minutes_of_a_day = "1440";

// The beginning of a row; `...` follows where there is more.
json sample_text(const std::string& hex, std::int64_t bytes) {
    std::string text = printable(bytes_of_hex(hex));
    if (static_cast<std::size_t>(bytes) > sample_bytes) text += "...";
    return text;
}

json rejects_json(report_view& view) {
    const query_result rows =
        view.run("rejects", {samples_of_a_reason, std::to_string(sample_bytes)});
    json by_reason = json::array();
    std::int64_t count = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        row_reader row(rows, i);
        const std::string reason = row.text();
        const std::int64_t rejects = row.integer();
        if (by_reason.empty() || by_reason.back()["reason"] != reason) {
            count += rejects;
            by_reason.push_back(
                {{"reason", reason}, {"count", rejects}, {"samples", json::array()}});
        }
        json sample{{"source", printable(row.text())}, {"line", row.integer()}};
        sample["message"] = row.text();
        const std::string hex = row.text();
        sample["text"] = sample_text(hex, row.integer());
        sample["at"] = row.time_or_null();
        by_reason.back()["samples"].push_back(std::move(sample));
    }
    return {{"count", count}, {"by_reason", std::move(by_reason)}};
}

json late_events_json(report_view& view) {
    const query_result rows = view.run("late_events");
    json days = json::array();
    std::int64_t count = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        row_reader row(rows, i);
        json day{{"day", row.text()}, {"events", row.integer()}};
        day["late_events"] = row.integer();
        day["conversions"] = row.integer();
        count += day["late_events"].get<std::int64_t>();
        days.push_back(std::move(day));
    }
    return {{"count", count}, {"moved_credit", std::move(days)}};
}

json unattributed_json(report_view& view, const report_scope& scope) {
    const query_result rows =
        view.run("unattributed", {to_string(scope.from), to_string(scope.to)});
    row_reader row(rows, 0);
    const std::int64_t unattributed = row.integer();
    const std::int64_t outside = row.integer();
    json by_reason = json::array();
    const auto add = [&](const char* reason, std::int64_t conversions) {
        if (conversions != 0)
            by_reason.push_back({{"reason", reason}, {"conversions", conversions}});
    };
    add("session_before_lookback", outside);
    add("no_session", unattributed - outside);
    return {
        {"conversions", unattributed}, {"of", row.integer()}, {"by_reason", std::move(by_reason)}};
}

json ignored_columns_json(report_view& view) {
    const query_result rows = view.run("ignored_columns", {most_sources});
    json sources = json::array();
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        row_reader row(rows, i);
        const std::string source = row.text();
        if (sources.empty() || sources.back()["source"] != source)
            sources.push_back({{"source", source}, {"columns", json::array()}});
        sources.back()["columns"].push_back(row.text());
    }
    return sources;
}

json last_verify_json(report_view& view) {
    const query_result rows = view.run("last_verification");
    if (rows.rows() == 0) return nullptr;
    row_reader row(rows, 0);
    json found{{"at", row.time_or_null()}, {"is_equal", row.boolean()}};
    found["stored_by"] = row.text();
    found["checked_by"] = row.text();
    found["tables"] = json::parse(row.text());
    return found;
}

}  // namespace

json quality_report(const report_source& from, const report_filter& filter) {
    const json quarantine = tables_report(from.on)["quarantine"];
    report_view view(from);
    const report_scope scope = scope_of(view, filter);
    json answer = envelope_without_models(scope, filter);
    answer["rejects"] = rejects_json(view);
    answer["late_events"] = late_events_json(view);
    answer["unattributed"] = unattributed_json(view, scope);
    answer["ignored_columns"] = ignored_columns_json(view);
    answer["last_verify"] = last_verify_json(view);
    answer["quarantine"] = quarantine;
    return answer;
}

json status_history_report(connection& on) {
    report_view view(on);
    const query_result rows = view.run_alone("refresh_minutes", {minutes_of_a_day});
    json minutes = json::array();
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        row_reader row(rows, i);
        json minute{{"minute", row.time_or_null()}, {"events", row.integer()}};
        minute["conversions"] = row.integer();
        minute["rejects"] = row.integer();
        minute["lag_ms"] = row.is_null() ? json() : json(row.integer());
        minutes.push_back(std::move(minute));
    }
    return {{"minutes", std::move(minutes)}};
}

}  // namespace attrib
