/// @file
/// The settings that our sessions need, whatever the server, database, role or PGOPTIONS say.
#pragma once

#include <libattrib/core/error.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attrib {

/// Names (lower case, with underscores) and values of the settings in libpq's `options`: -c
/// name=value, -cname=value and --name=value, where a backslash keeps a space in a value.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> settings_in(
    std::string_view options);

/// One string of SQL statements, to be sent as the first of a session: sets what we rely on for
/// exact text formats, isolation, durability and sessions that may wait, then resolves the schema
/// of our tables and makes it the session's search_path. The last statement answers one row:
/// process id, whether the server is a standby, and the schema as SQL writes it, null when there is
/// none.
///
/// statement_timeout, lock_timeout and transaction_timeout stay as `options` give them. Error:
/// invalid_option, naming the setting, when `options` give another value to one that we need.
[[nodiscard]] result<std::string> session_statements(int server_version, std::string_view options);

}  // namespace attrib
