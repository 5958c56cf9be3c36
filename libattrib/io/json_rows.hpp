/// @file
/// JSON documents as rows of NDJSON.
#pragma once

#include <libattrib/core/error.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// A JSON document - one value, or an array of them - as one line a value, each as it was written
/// but without white space. What a value itself breaks is for its parser to say. Errors:
/// invalid_option (empty, cut off, or with something after the array).
[[nodiscard]] result<std::string> ndjson_of(std::string_view document);

}  // namespace attrib
