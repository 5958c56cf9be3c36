// Answers as CSV.
#include <array>
#include <libattrib/io/csv_writer.hpp>
#include <libattrib/report/report.hpp>
#include <map>
#include <span>

namespace attrib {
namespace {

using column_names = std::vector<std::string>;

constexpr std::array credit_members{"channel",  "source",     "medium",
                                    "campaign", "session_id", "touch_timestamp"};
constexpr std::array amount_members{"conversions", "revenue"};
constexpr std::array shared_members{"conversions", "revenue", "conversions_share", "revenue_share"};
constexpr std::array total_members{"conversions",
                                   "revenue",
                                   "attributed_conversions",
                                   "attributed_revenue",
                                   "unattributed_conversions",
                                   "unattributed_revenue"};

void add(column_names& to, const std::string& member, std::span<const char* const> members) {
    for (const char* const each : members) to.push_back(member + "_" + each);
}

// Adds the columns of the models that the answer shows, and those of their difference.
column_names with_models(column_names columns, std::span<const char* const> members,
                         const json& answer) {
    const json& filters = answer.at("filters");
    const auto only = filters.find("model");
    for (const std::string_view name : model_names)
        if (only == filters.end() || *only == name) add(columns, std::string(name), members);
    if (only == filters.end()) add(columns, "difference", amount_members);
    return columns;
}

// The columns of an answer, the same whether it has rows or none. Answers are told apart by the
// members that only they have.
column_names columns_of(const json& answer) {
    if (!answer.contains("data")) return with_models({"currency"}, total_members, answer);
    if (answer.contains("next_cursor")) {
        column_names columns{"conversion_id",   "user_pseudo_id",  "conversion_timestamp",
                             "conversion_date", "conversion_name", "revenue",
                             "currency",        "transaction_id",  "key"};
        for (const std::string_view name : model_names)
            add(columns, std::string(name), credit_members);
        return columns;
    }
    if (answer.contains("more"))
        return with_models({"campaign", "source", "medium", "channel", "currency"}, shared_members,
                           answer);
    const json& data = answer.at("data");
    const bool has_rows = !data.empty();
    if (!answer.contains("totals")) {
        if (has_rows && data.front().contains("title")) return {"name", "title", "meaning"};
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
    if (answer.at("totals").is_object())
        return {"channel", "sessions", "users", "events", "converting_sessions", "conversions"};
    if (has_rows && data.front().contains("date"))  // there is no timeseries without rows
        return with_models({"date", "currency"}, amount_members, answer);
    return with_models({"channel", "currency"}, shared_members, answer);
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
        else if (!value.is_null())
            out[prefix + name] = text_of(value);
    }
}

void append_row(std::string& out, const column_names& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0) out += ',';
        append_spreadsheet_value(out, values[i]);
    }
    out += '\n';
}

}  // namespace

std::string csv_of(const json& answer) {
    const column_names columns = columns_of(answer);
    std::string csv;
    append_row(csv, columns);
    for (const json& row : answer.at(answer.contains("data") ? "data" : "totals")) {
        std::map<std::string, std::string> values;
        flatten(row, "", values);
        column_names texts;
        for (const std::string& column : columns) texts.push_back(values[column]);
        append_row(csv, texts);
    }
    return csv;
}

}  // namespace attrib
