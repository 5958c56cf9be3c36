#include <libattrib/core/blank.hpp>
#include <libattrib/io/csv_writer.hpp>

namespace attrib {
namespace {

bool needs_quotes(std::string_view value) noexcept {
    if (value.empty()) return false;
    return is_blank(value.front()) || is_blank(value.back()) ||
           value.find_first_of(",\"\r\n") != std::string_view::npos;
}

void append_timestamp(std::string& out, timestamp when) {
    char text[timestamp_length];
    write_timestamp(text, when);
    out.append(text, sizeof text);
}

}  // namespace

void append_csv_value(std::string& out, std::string_view value) {
    if (!needs_quotes(value)) {
        out.append(value);
        return;
    }
    out.push_back('"');
    for (const char c : value) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    out.push_back('"');
}

void append_event_header(std::string& out) {
    for (const column_rule& rule : column_rules) {
        out.append(rule.name);
        out.push_back(&rule == &column_rules.back() ? '\n' : ',');
    }
}

void append_event_row(std::string& out, const event& row) {
    for (const column_rule& rule : column_rules) {
        if (rule.text != nullptr)
            append_csv_value(out, row.*rule.text);
        else if (&rule == &rule_of(column::event_timestamp))
            append_timestamp(out, row.event_timestamp);
        else if (row.event_value)
            append_money(out, *row.event_value);
        out.push_back(&rule == &column_rules.back() ? '\n' : ',');
    }
}

}  // namespace attrib
