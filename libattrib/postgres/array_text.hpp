/// @file
/// Arrays as text, for parameters such as `$1::bigint[]`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace attrib {

[[nodiscard]] std::string array_text(const std::vector<std::int64_t>& numbers);

/// Any texts, each an element; none is null.
[[nodiscard]] std::string array_text(const std::vector<std::string>& texts);

}  // namespace attrib
