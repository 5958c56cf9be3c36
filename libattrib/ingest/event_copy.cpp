#include <libattrib/ingest/event_copy.hpp>

namespace attrib {

namespace {

void append_event_fields(copy_encoder& row, const event& what) {
    for (std::size_t i = 0; i < column_count; ++i) {
        const column_rule& rule = column_rules[i];
        if (rule.text != nullptr)
            row.text_or_null(what.*rule.text);
        else if (static_cast<column>(i) == column::event_timestamp)
            row.time(what.event_timestamp);
        else
            row.amount_or_null(what.event_value);
    }
}

event take_event_fields(copy_decoder& row) {
    event taken;
    for (std::size_t i = 0; i < column_count; ++i) {
        const column_rule& rule = column_rules[i];
        if (rule.text != nullptr)
            taken.*rule.text = row.text();
        else if (static_cast<column>(i) == column::event_timestamp)
            taken.event_timestamp = row.time();
        else
            taken.event_value = row.amount();
    }
    return taken;
}

}  // namespace

std::string raw_column_list() {
    std::string list;
    for (const column_rule& rule : column_rules) (list += rule.name) += ", ";
    return list + "click_id, referrer_host";
}

void append_staged_fields(copy_encoder& row, const event& what) {
    append_event_fields(row, what);
    row.flag(states_origin(what));
}

void append_raw_fields(copy_encoder& row, const event& what) {
    append_event_fields(row, what);
    row.text_or_null(what.click_id);
    row.text_or_null(what.referrer_host);
}

event take_staged_fields(copy_decoder& row) {
    event taken = take_event_fields(row);
    taken.states_origin = row.flag();
    return taken;
}

event take_raw_fields(copy_decoder& row) {
    event taken = take_event_fields(row);
    taken.click_id = row.text();
    taken.referrer_host = row.text();
    return taken;
}

}  // namespace attrib
