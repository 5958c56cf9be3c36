/// @file
/// A path of an answer for people to read.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace attrib {

using json = nlohmann::ordered_json;

/// Steps joined by ` > `, with a multiplication sign and the number after one that comes
/// more than once: `Email x2 > Direct`. Several values
/// of a step are joined by ` / `, null is `(none)`. Different paths may look the same: values may
/// hold anything.
[[nodiscard]] std::string path_text(const json& steps);

}  // namespace attrib
