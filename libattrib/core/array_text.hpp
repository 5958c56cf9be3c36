/// @file
/// Arrays as Postgres writes them as text: for parameters such as `$1::bigint[]` and values of
/// CSV.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace attrib {

[[nodiscard]] std::string array_text(const std::vector<std::int64_t>& numbers);

/// Any texts, each an element; none is null.
[[nodiscard]] std::string array_text(const std::vector<std::string>& texts);

/// The same where an empty text stands for null.
[[nodiscard]] std::string nullable_array_text(const std::vector<std::string>& texts);

}  // namespace attrib
