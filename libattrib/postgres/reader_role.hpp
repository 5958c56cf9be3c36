/// @file
/// A role that may read attribution and change nothing.
#pragma once

#include <libattrib/postgres/connection.hpp>
#include <string>

namespace attrib {

inline constexpr const char* default_reader_role = "attrib_reader";

/// The statements, one per line, that make the role and let it read our tables in `schema` (quoted
/// where SQL needs it), those of later rebuilds included; and let the present user become it. To be
/// run as the owner of the tables who may make roles. Harmless when run again.
[[nodiscard]] std::string reader_grants(const std::string& role, const std::string& schema);

/// Whether the connection's user may become the role.
[[nodiscard]] bool may_become(connection& on, const std::string& role);

}  // namespace attrib
