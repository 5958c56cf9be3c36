/// @file
/// The engine's rows as binary COPY rows of the tables that Postgres stores.
#pragma once

#include <libattrib/attribution/rows.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/copy_encoder.hpp>
#include <libattrib/schema/tables.hpp>
#include <string>
#include <tuple>

namespace attrib {

/// int_sessions as the database has it.
inline constexpr auto stored_session_columns =
    std::tuple_cat(schema::sessions, schema::session_extras);

/// Fields of a table's rows. REQUIRES: a table by user.
[[nodiscard]] std::int16_t fields_of(table which);

/// Appends a whole row of stg_ga4_events.
void append_event_row(copy_encoder& row, const event& staged);

/// Appends one user's rows of a table, or rows of a summed table.
void append_user_rows(table which, const user_rows& rows, std::string& out);
void append_summed_rows(table which, const summed_rows& rows, std::string& out);

/// The same for one user, in the order of the table's index: an index of rows that come in order is
/// made in a third of the time.
void append_ordered_rows(table which, const user_rows& rows, std::string& out);

/// Reads a row of int_sessions again; the views are those of the decoder's bytes. Its start has the
/// columns that int_sessions has. Throws what copy_decoder throws.
[[nodiscard]] session_row take_session_row(copy_decoder& row);

}  // namespace attrib
