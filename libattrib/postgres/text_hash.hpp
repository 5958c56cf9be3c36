/// @file
/// The hash by which Citus spreads rows.
#pragma once

#include <cstdint>
#include <string_view>

namespace attrib {

/// What Postgres' hashtext(text) answers for this UTF-8 text with a deterministic collation, on
/// little-endian servers. Method: lookup3 (Bob Jenkins 2006, public domain).
[[nodiscard]] std::int32_t hashtext(std::string_view text) noexcept;

}  // namespace attrib
