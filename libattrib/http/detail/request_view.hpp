/// @file
/// A message of Beast's as a request of ours.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <libattrib/http/request.hpp>
#include <string_view>

namespace attrib::detail {

/// Views of `message`, which must stay as long.
[[nodiscard]] http_request request_of(
    const boost::beast::http::request<boost::beast::http::string_body>& message);

/// Whether the request line that `sent` begins with ends with a version of HTTP other than 1.0 and
/// 1.1.
[[nodiscard]] bool names_other_version(std::string_view sent) noexcept;

}  // namespace attrib::detail
