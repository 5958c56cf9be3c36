/// @file
/// Events as fields of binary COPY rows: the columns of column_rules in their order; after them, in
/// ga4_events_raw what the reader found in the URLs, in stg_ga4_events what the channel rules
/// found.
#pragma once

#include <libattrib/event/event.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/copy_encoder.hpp>
#include <string>

namespace attrib {

/// Fields of an event in ga4_events_raw, batch_id not counted.
inline constexpr std::size_t raw_event_fields = column_count + 2;

/// Fields of an event in stg_ga4_events.
inline constexpr std::int16_t staged_event_fields = column_count + 1;

/// Names of the former, with commas between, for SQL.
[[nodiscard]] std::string raw_column_list();

/// Appends all fields of ga4_events_raw but batch_id to a row that was begun; empty text is null.
void append_raw_fields(copy_encoder& row, const event& what);

/// Appends all fields of stg_ga4_events.
void append_staged_fields(copy_encoder& row, const event& what);

/// Reads all fields of stg_ga4_events; the views are those of the decoder's bytes. Throws what
/// copy_decoder throws.
[[nodiscard]] event take_staged_fields(copy_decoder& row);

/// Reads all fields of ga4_events_raw but batch_id; the views are those of the decoder's bytes.
/// Throws what copy_decoder throws.
[[nodiscard]] event take_raw_fields(copy_decoder& row);

}  // namespace attrib
