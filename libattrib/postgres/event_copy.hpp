/// @file
/// Events as fields of binary COPY rows: all columns, in the order of column_rules.
#pragma once

#include <libattrib/event/event.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/copy_encoder.hpp>
#include <string>

namespace attrib {

/// Names of the columns with commas between, for SQL.
[[nodiscard]] std::string event_column_list();

/// Appends the event's fields to a row that was begun; empty text is null.
void append_event_fields(copy_encoder& row, const event& what);

/// Reads them again; the views are those of the decoder's bytes. Throws what copy_decoder throws.
[[nodiscard]] event take_event_fields(copy_decoder& row);

}  // namespace attrib
