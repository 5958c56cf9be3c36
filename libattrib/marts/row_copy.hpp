/// @file
/// Rows of int_sessions, the click marts and mart_channel_daily as fields of binary COPY rows, in
/// the order of the tables' columns.
#pragma once

#include <libattrib/attribution/rows.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/copy_encoder.hpp>
#include <string>

namespace attrib {

inline constexpr std::int16_t session_fields = 14;
inline constexpr std::int16_t credit_fields = 14;
inline constexpr std::int16_t daily_fields = 7;

/// Each appends a whole row.
void append_event_row(copy_encoder& row, const event& staged);
void append_session_row(copy_encoder& row, const session_row& session);
void append_credit_row(copy_encoder& row, const credit_row& credit);
void append_daily_row(copy_encoder& row, const daily_row& daily);

/// All rows of `rows` that belong into a table.
void append_user_rows(table which, const user_rows& rows, std::string& out);

/// Reads a row of int_sessions again; the views are those of the decoder's bytes. Its start has the
/// columns that int_sessions has. Throws what copy_decoder throws.
[[nodiscard]] session_row take_session_row(copy_decoder& row);

}  // namespace attrib
