/// @file
/// What the API has, as a page for people.
#pragma once

#include <libattrib/report/report.hpp>
#include <string>
#include <string_view>

namespace attrib {

inline constexpr std::string_view reference_style_path = "/api/reference.css";

/// An HTML page made of an OpenAPI document: each method and path with its parameters, answers and
/// an example, and the members of each schema. It loads the style sheet at reference_style_path and
/// has no script.
[[nodiscard]] std::string reference_page(const json& document);

}  // namespace attrib
