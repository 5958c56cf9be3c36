/// @file
/// What the API has, as a list for programs.
#pragma once

#include <libattrib/report/report.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

inline constexpr std::string_view reference_path = "/api";

/// One method of one path of an OpenAPI document.
struct api_operation {
    std::string method;  ///< in upper case
    std::string path;    ///< as the document has it; what stands in braces is a parameter
    std::string place;   ///< the whole path: below api_root, but where the document says `servers`
    const json* described;  ///< its part of the document
};

/// In the order of the document, which must outlive them.
[[nodiscard]] std::vector<api_operation> operations_of(const json& document);

/// The answer of GET /api/v1: name and `version` of the program, and each method and path of the
/// OpenAPI document with its summary.
[[nodiscard]] json api_listing(const json& document, std::string_view version);

}  // namespace attrib
