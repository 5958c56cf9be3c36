#include <libattrib/postgres/raw_events.hpp>

#include <libattrib/postgres/copy_decoder.hpp>
#include <string>

namespace attrib {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;

std::string all_columns() {
    std::string list;
    for (const column_rule& rule : column_rules)
        list += (list.empty() ? "" : ", ") + std::string(rule.name);
    return list;
}

// Columns come in the order of column_rules.
event decode(copy_decoder& row) {
    event decoded;
    for (std::size_t i = 0; i < column_count; ++i) {
        const column_rule& rule = column_rules[i];
        if (rule.text != nullptr)
            decoded.*rule.text = row.text();
        else if (static_cast<column>(i) == column::event_timestamp)
            decoded.event_timestamp = row.time();
        else
            decoded.event_value = row.amount();
    }
    return decoded;
}

}  // namespace

raw_events::raw_events(connection& on)
    : reader_(on, "select " + all_columns() + " from ga4_events_raw") {}

bool raw_events::read_some(event_consumer& consumer) {
    thread_local std::string rows;
    rows.clear();
    {
        const std::scoped_lock lock(mutex_);
        if (!reader_.read(rows, piece_bytes)) return false;
    }
    copy_decoder decoder(rows);
    while (decoder.next_row(column_count)) consumer.accept(decode(decoder));
    return true;
}

}  // namespace attrib
