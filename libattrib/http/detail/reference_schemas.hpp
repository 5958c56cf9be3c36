/// @file
/// Schemas of an OpenAPI document as HTML.
#pragma once

#include <libattrib/report/report.hpp>
#include <string>

namespace attrib::detail {

/// What values a schema has, in a few words; one that has a name is a link to its section.
[[nodiscard]] std::string type_html(const json& schema);

/// A section of all schemas that have a name: their descriptions and their members. Members of
/// members are `outer.inner`, those of items `outer[].inner`.
void append_schemas(std::string& out, const json& document);

}  // namespace attrib::detail
