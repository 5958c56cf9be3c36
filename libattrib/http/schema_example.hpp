/// @file
/// A value that a schema of the OpenAPI document describes, for people to look at.
#pragma once

#include <libattrib/report/report.hpp>

namespace attrib {

/// The schema itself, or the one of `document` that its $ref names.
[[nodiscard]] const json& resolved(const json& document, const json& schema);

/// A value of `schema`: its first example; else that of a member called so, which the document's
/// x-member-examples name; else one made of the values of its parts, with one item in each array.
/// REQUIRES: schemas do not contain themselves.
[[nodiscard]] json example_of(const json& document, const json& schema);

}  // namespace attrib
