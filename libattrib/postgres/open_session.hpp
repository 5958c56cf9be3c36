/// @file
/// Opening a session by libpq: what `connection` (connection.hpp) begins with.
#pragma once

#include <string>
#include <string_view>

struct pg_conn;

namespace attrib {

/// Connects; the caller owns what is returned and ends it by PQfinish. `database` as
/// parse_connection_string takes it. Asks for UTF-8, and gives up after 30 s unless connect_timeout
/// says otherwise. Throws failure: invalid_option when the text is malformed, database_unavailable
/// with libpq's reason, in which passwords are replaced by ***.
[[nodiscard]] pg_conn* open_session(const std::string& database);

/// A message without the line ends and indentation that libpq gives it; a cluster's nodes pass on
/// what libpq said to them.
[[nodiscard]] std::string on_one_line(std::string_view message);

/// The `options` that took effect: of the text, a service file or PGOPTIONS.
[[nodiscard]] std::string session_options(pg_conn* connection);

/// Whether a pooler lets clients take turns with sessions: then a second client meets the process
/// that serves the first one, or the first one does not always meet `process`. Opens that second
/// client. REQUIRES: `first` is idle and was served by `process`.
[[nodiscard]] bool shares_session(pg_conn* first, int process, const std::string& database);

}  // namespace attrib
