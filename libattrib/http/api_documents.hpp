/// @file
/// What describes the API, and the tag of sites, as answers that are ready.
#pragma once

#include <libattrib/http/response.hpp>
#include <string_view>

namespace attrib {

/// Where pages load the tag from.
inline constexpr std::string_view tag_path = "/attrib.js";

/// Made of openapi.json, reference.css and attrib.js, which are compiled in.
struct api_documents {
    /// `version` is that of the program.
    explicit api_documents(std::string_view version);

    shared_response openapi;
    shared_response listing;
    shared_response reference;  ///< a page; its style sheet is `style`
    shared_response style;
    shared_response tag;
};

}  // namespace attrib
