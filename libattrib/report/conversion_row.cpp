#include <libattrib/report/conversion_row.hpp>

namespace attrib {
namespace {

constexpr std::size_t credit_columns = 6;

// Null without a touchpoint.
json read_credit(row_reader& row) {
    if (row.is_null()) {
        row.skip(credit_columns);
        return nullptr;
    }
    json credit = json::object();
    for (const char* const name : {"channel", "source", "medium", "campaign", "session_id"})
        credit[name] = row.text_or_null();
    credit["touch_timestamp"] = to_string(row.time());
    return credit;
}

}  // namespace

conversion_identity read_identity(row_reader& row) {
    conversion_identity read;
    read.conversion_id = row.text();
    read.key.id_hash = row.integer();
    read.key.user_pseudo_id = row.text();
    read.key.conversion_timestamp = row.time();
    return read;
}

json read_conversion(row_reader& row) {
    const auto [id, key] = read_identity(row);
    json made = json::object();
    made["conversion_id"] = id;
    made["key"] = key_text(key);
    made["user_pseudo_id"] = key.user_pseudo_id;
    made["conversion_timestamp"] = to_string(key.conversion_timestamp);
    made["conversion_date"] = to_string(row.day());
    made["conversion_name"] = row.text();
    made["revenue"] = to_string(row.amount());
    made["currency"] = row.text_or_null();
    made["transaction_id"] = row.text_or_null();
    made["first_click"] = read_credit(row);
    made["last_click"] = read_credit(row);
    return made;
}

}  // namespace attrib
