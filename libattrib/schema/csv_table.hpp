/// @file
/// Rows of tables as lines of CSV: timestamps `2025-03-01T10:00:00.000000Z`, days `2025-03-01`,
/// amounts with 2 to 6 decimals, credit and sums with six, removal
/// effects with twelve, null as nothing.
#pragma once

#include <libattrib/attribution/markov.hpp>
#include <libattrib/core/array_text.hpp>
#include <libattrib/io/csv_row.hpp>
#include <libattrib/schema/columns.hpp>
#include <string>
#include <utility>

namespace attrib {

/// Appends the names of the columns, without line end.
template <class Columns>
void append_csv_header(std::string& out, const Columns& columns) {
    const char* separator = "";
    for_each_column(columns, [&](const auto& column) {
        (out += std::exchange(separator, ",")) += column.name;
    });
}

namespace detail {

// At most as many bytes as a value's text has; 0 for what is no text.
inline std::size_t csv_bytes_of(std::string_view text) noexcept { return text.size(); }
inline std::size_t csv_bytes_of(const session_id_text& key) noexcept {
    return key.start == nullptr ? 0 : session_id_room(key.start->user_pseudo_id.size());
}
inline std::size_t csv_bytes_of(const conversion_id_text& key) noexcept {
    return conversion_id_room(*key.conversion);
}
inline std::size_t csv_bytes_of(const text_list& list) {
    return nullable_array_text(*list.texts).size();
}
inline std::size_t csv_bytes_of(const effect_number& value) {
    return effect_text(value.effect).size();
}
template <class Value>
constexpr std::size_t csv_bytes_of(const Value&) noexcept {
    return 0;
}

inline void put_csv(csv_row& row, std::string_view value) { row.text(value); }
inline void put_csv(csv_row& row, timestamp value) { row.time(value); }
inline void put_csv(csv_row& row, calendar_day value) { row.date(value); }
inline void put_csv(csv_row& row, std::int64_t value) { row.number(value); }
inline void put_csv(csv_row& row, money value) { row.amount(value); }
inline void put_csv(csv_row& row, const six_decimals& value) { row.six_decimals(value.amount); }
inline void put_csv(csv_row& row, const effect_number& value) {
    row.text(effect_text(value.effect));
}
inline void put_csv(csv_row& row, const std::optional<timestamp>& value) {
    if (value)
        row.time(*value);
    else
        row.nothing();
}
inline void put_csv(csv_row& row, const text_list& list) {
    row.text(nullable_array_text(*list.texts));
}
inline void put_csv(csv_row& row, const session_id_text& key) {
    if (key.start == nullptr) return row.nothing();
    row.written([&](char* out) { return write_session_id(out, *key.start); });
}
inline void put_csv(csv_row& row, const conversion_id_text& key) {
    row.written([&](char* out) { return write_conversion_id(out, *key.conversion); });
}

}  // namespace detail

/// Appends a line.
template <class Columns, class Row>
void append_csv_row(std::string& out, const Columns& columns, const Row& from) {
    std::size_t text_bytes = 0;
    for_each_column(
        columns, [&](const auto& column) { text_bytes += detail::csv_bytes_of(column.get(from)); });
    csv_row row(std::tuple_size_v<Columns>, text_bytes);
    for_each_column(columns, [&](const auto& column) { detail::put_csv(row, column.get(from)); });
    row.end(out);
}

}  // namespace attrib
