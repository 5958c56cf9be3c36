// Answers as CSV.
#include <array>
#include <libattrib/io/csv_writer.hpp>
#include <libattrib/report/detail/csv_layout.hpp>
#include <libattrib/report/path_text.hpp>
#include <libattrib/report/report.hpp>
#include <map>
#include <utility>

namespace attrib {
namespace {

using column_names = std::vector<std::string>;

constexpr std::size_t bytes_of_json_row = 2048;  // about

constexpr std::array conversion_columns{
    "conversion_id",   "user_pseudo_id",  "conversion_timestamp",
    "conversion_date", "conversion_name", "revenue",
    "currency",        "transaction_id",  "key"};

// Members of a credit and the columns that they stand in: a conversion has a revenue, too.
constexpr std::array credit_columns{std::pair{"model", "model"},
                                    std::pair{"touch_no", "touch_no"},
                                    std::pair{"touch_count", "touch_count"},
                                    std::pair{"credit", "credit"},
                                    std::pair{"revenue", "credited_revenue"},
                                    std::pair{"channel", "channel"},
                                    std::pair{"source", "source"},
                                    std::pair{"medium", "medium"},
                                    std::pair{"campaign", "campaign"},
                                    std::pair{"session_id", "session_id"},
                                    std::pair{"touch_timestamp", "touch_timestamp"}};

bool is_about_paths(const json& answer) { return answer.contains("lookback_seconds"); }

bool has_credits(const json& answer) {
    return answer.contains("next_cursor") && !is_about_paths(answer);
}

// Of an answer about paths.
column_names path_columns_of(const json& answer) {
    if (answer.contains("more")) {
        column_names columns = answer.at("columns");
        for (const char* const each : {"first", "assisted", "last", "influenced",
                                       "assisted_per_last", "early", "mid", "late"})
            columns.emplace_back(each);
        return columns;
    }
    column_names columns;
    if (answer.contains("path_count"))
        columns = {"path", "length", "average_days"};
    else
        columns = {answer.contains("average_length") ? "length" : "days"};
    for (const char* const each : {"conversions", "conversions_share", "currency",
                                   "currency_conversions", "currency_revenue"})
        columns.emplace_back(each);
    return columns;
}

// The columns of an answer, the same whether it has rows or none. Answers are told apart by the
// members that only they have.
column_names columns_of(const json& answer) {
    if (answer.contains("rules"))
        return {"name",   "rule",           "title", "meaning", "lookback_seconds",
                "direct", "is_materialized"};
    if (!answer.contains("data"))
        return {"model",
                "currency",
                "conversions",
                "revenue",
                "attributed_conversions",
                "attributed_revenue",
                "unattributed_conversions",
                "unattributed_revenue"};
    if (is_about_paths(answer)) return path_columns_of(answer);
    if (has_credits(answer)) {
        column_names columns(conversion_columns.begin(), conversion_columns.end());
        for (const auto& [member, column] : credit_columns) columns.emplace_back(column);
        return columns;
    }
    if (answer.contains("columns")) {
        column_names columns{"model"};
        for (const json& each : answer.at("columns")) columns.push_back(each.get<std::string>());
        for (const char* const each : {"currency", "conversions", "revenue"})
            columns.emplace_back(each);
        // Only a series has rows without shares, and it always has rows.
        if (answer.at("data").empty() || answer.at("data").front().contains("revenue_share"))
            for (const char* const each : {"conversions_share", "revenue_share"})
                columns.emplace_back(each);
        return columns;
    }
    if (answer.contains("totals"))
        return {"channel", "sessions", "users", "events", "converting_sessions", "conversions"};
    return {"event_id",
            "user_pseudo_id",
            "event_timestamp",
            "event_name",
            "channel",
            "source",
            "medium",
            "campaign",
            "page_location",
            "device_category",
            "country",
            "event_value",
            "currency",
            "transaction_id",
            "conversion_conversion_id",
            "conversion_key",
            "conversion_first_click",
            "conversion_last_click"};
}

std::string text_of(const json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

// Values by column; nulls are left out.
void flatten(const json& object, const std::string& prefix,
             std::map<std::string, std::string>& out) {
    for (const auto& [name, value] : object.items()) {
        if (value.is_object())
            flatten(value, prefix + name + "_", out);
        else if (!value.is_null() && !value.is_array())
            out[prefix + name] = text_of(value);
    }
}

// The channels that a live event's conversion is credited to, a column per model.
void put_credited_channels(const json& event, std::map<std::string, std::string>& out) {
    const auto made = event.find("conversion");
    if (made == event.end() || made->is_null()) return;
    for (const json& credit : made->at("credits"))
        if (const json& channel = credit.at("channel"); !channel.is_null())
            out["conversion_" + text_of(credit.at("model"))] = text_of(channel);
}

// A line per credit; where a model gives none, one with the model alone.
template <class AppendValues>
void for_each_credit(const json& conversion, const column_names& models,
                     const std::map<std::string, std::string>& values,
                     const AppendValues& append_values) {
    for (const std::string& model : models) {
        bool is_credited = false;
        for (const json& credit : conversion.at("credits")) {
            if (credit.at("model") != model) continue;
            is_credited = true;
            auto line = values;
            for (const auto& [member, column] : credit_columns)
                if (const json& value = credit.at(member); !value.is_null())
                    line[column] = text_of(value);
            append_values(line);
        }
        if (is_credited) continue;
        auto line = values;
        line["model"] = model;
        append_values(line);
    }
}

// A line per currency; one of a row that has none.
template <class AppendValues>
void for_each_amount(const json& row, std::map<std::string, std::string>& values,
                     const AppendValues& append_values) {
    if (!row.contains("amounts")) return append_values(values);
    if (row.contains("path")) values["path"] = path_text(row.at("path"));
    for (const json& amount : row.at("amounts")) {
        auto line = values;
        if (const json& currency = amount.at("currency"); !currency.is_null())
            line["currency"] = text_of(currency);
        line["currency_conversions"] = text_of(amount.at("conversions"));
        line["currency_revenue"] = text_of(amount.at("revenue"));
        append_values(line);
    }
}

const json& rows_of(const json& answer) {
    if (answer.contains("rules")) return answer.at("models");
    return answer.at(answer.contains("data") ? "data" : "totals");
}

}  // namespace

csv_layout::csv_layout(const json& answer) : columns_(columns_of(answer)) {
    if (is_about_paths(answer)) shape_ = shape::path;
    if (!has_credits(answer)) return;
    shape_ = shape::conversion;
    for (const json& model : answer.at("models")) models_.push_back(text_of(model.at("name")));
}

void csv_layout::append_header(std::string& out) const { append_spreadsheet_row(out, columns_); }

void csv_layout::append_row(const json& row, std::string& out) const {
    const auto append_values = [&](std::map<std::string, std::string>& values) {
        column_names texts;
        for (const std::string& column : columns_) texts.push_back(values[column]);
        append_spreadsheet_row(out, texts);
    };
    std::map<std::string, std::string> values;
    flatten(row, "", values);
    put_credited_channels(row, values);
    if (shape_ == shape::path)
        for_each_amount(row, values, append_values);
    else if (shape_ == shape::conversion)
        for_each_credit(row, models_, values, append_values);
    else
        append_values(values);
}

csv_report csv_report_of(json answer, kept_rows rows) {
    answer["data"] = rows.count == 0 ? json::array() : rows.at(0);
    csv_layout layout(answer);
    answer["data"] = json::array();
    std::string header;
    layout.append_header(header);
    const auto append_row = [layout = std::move(layout), at = std::move(rows.at)](
                                std::size_t i, std::string& out) {
        for (const json& row : at(i)) layout.append_row(row, out);
    };
    return {std::move(answer), std::make_shared<const indexed_csv>(indexed_csv::contents{
                                   std::move(header), rows.count, append_row, rows.bytes})};
}

csv_report csv_report_of(json answer) {
    const csv_layout layout(answer);
    std::string header;
    layout.append_header(header);
    auto rows = std::make_shared<const json>(rows_of(answer));
    if (answer.contains("data")) answer["data"] = json::array();
    const std::size_t count = rows->size();
    const auto append_row = [layout, rows](std::size_t i, std::string& out) {
        layout.append_row(rows->at(i), out);
    };
    return {std::move(answer),
            std::make_shared<const indexed_csv>(indexed_csv::contents{
                std::move(header), count, append_row, count * bytes_of_json_row})};
}

std::string csv_of(const json& answer) {
    const csv_layout layout(answer);
    std::string csv;
    layout.append_header(csv);
    for (const json& row : rows_of(answer)) layout.append_row(row, csv);
    return csv;
}

}  // namespace attrib
