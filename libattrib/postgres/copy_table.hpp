/// @file
/// Rows of tables as rows of binary COPY.
#pragma once

#include <libattrib/postgres/copy_encoder.hpp>
#include <libattrib/postgres/parameter_array.hpp>
#include <libattrib/schema/columns.hpp>
#include <string>

namespace attrib {

/// Fields of a row.
template <class Columns>
inline constexpr auto field_count = static_cast<std::int16_t>(std::tuple_size_v<Columns>);

namespace detail {

inline void put_field(copy_encoder& row, bool is_nullable, std::string_view value) {
    if (is_nullable)
        row.text_or_null(value);
    else
        row.text(value);
}
inline void put_field(copy_encoder& row, bool, timestamp value) { row.time(value); }
inline void put_field(copy_encoder& row, bool, const std::optional<timestamp>& value) {
    row.time_or_null(value);
}
inline void put_field(copy_encoder& row, bool, calendar_day value) { row.day(value); }
inline void put_field(copy_encoder& row, bool, std::int64_t value) { row.integer(value); }
inline void put_field(copy_encoder& row, bool, money value) { row.amount(value); }
inline void put_field(copy_encoder& row, bool, const six_decimals& value) {
    row.amount(value.amount);
}
inline void put_field(copy_encoder& row, bool, const text_list& list) {
    parameter_array array(element_type::text);
    for (const std::string& each : *list.texts) array.add().text_or_null(each);
    row.text(array.binary());
}
inline void put_field(copy_encoder& row, bool, const session_id_text& key) {
    if (key.start == nullptr) return row.null();
    thread_local std::string id;
    id.clear();
    append_session_id(id, *key.start);
    row.text(id);
}
inline void put_field(copy_encoder& row, bool, const conversion_id_text& key) {
    thread_local std::string id;
    id.clear();
    append_conversion_id(id, *key.conversion);
    row.text(id);
}

}  // namespace detail

/// Appends a row of those columns.
template <class Columns, class Row>
void append_row(copy_encoder& out, const Columns& columns, const Row& from) {
    out.begin_row(field_count<Columns>);
    for_each_column(columns, [&](const auto& column) {
        detail::put_field(out, column.is_nullable, column.get(from));
    });
}

}  // namespace attrib
