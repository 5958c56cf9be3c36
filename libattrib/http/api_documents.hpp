/// @file
/// What describes the API, as answers that are ready.
#pragma once

#include <libattrib/http/response.hpp>
#include <string_view>

namespace attrib {

/// Made of openapi.json and reference.css, which are compiled in.
struct api_documents {
    /// `version` is that of the program.
    explicit api_documents(std::string_view version);

    shared_response openapi;
    shared_response listing;
    shared_response reference;  ///< a page; its style sheet is `style`
    shared_response style;
};

}  // namespace attrib
