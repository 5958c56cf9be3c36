/// @file
/// What a table's columns are made of: names, whether they may be null, and how to get a value from
/// a row. CSV files, COPY streams and the checks of the database's tables all go by these.
#pragma once

#include <cstddef>
#include <libattrib/attribution/rows.hpp>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace attrib {

/// A text that is put together from the user and the start of a session.
struct session_id_text {
    const event* start;  ///< null: null
};

/// A text that is put together where the conversion has no event_id.
struct conversion_id_text {
    const event* conversion;
};

/// An amount or credit with exactly six decimals.
struct six_decimals {
    money_sum amount;
};

/// A removal effect (markov.hpp) with all twelve decimals.
struct effect_number {
    std::uint64_t effect;
};

/// An array of texts; an empty text is null.
struct text_list {
    const std::vector<std::string>* texts;
};

/// A column of rows that `get` takes. What `get` returns is the column's type: std::string_view
/// (empty: null), session_id_text, conversion_id_text, timestamp, std::optional<timestamp>,
/// calendar_day, std::int64_t, money, money_sum, six_decimals, effect_number or text_list.
template <class Get>
struct table_column {
    std::string_view name;
    bool is_nullable;
    Get get;
};

template <class Get>
table_column(std::string_view, bool, Get) -> table_column<Get>;

inline constexpr bool nullable = true;
inline constexpr bool required = false;

/// Calls `visit(column)` for every column of a table in order.
template <class Columns, class Visit>
constexpr void for_each_column(const Columns& columns, const Visit& visit) {
    std::apply([&](const auto&... each) { (visit(each), ...); }, columns);
}

}  // namespace attrib
