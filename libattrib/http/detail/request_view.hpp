/// @file
/// A message of Beast's as a request of ours, and what is wrong with its head.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <libattrib/http/problem.hpp>
#include <libattrib/http/request.hpp>
#include <optional>

namespace attrib::detail {

using http_message = boost::beast::http::request<boost::beast::http::string_body>;

/// Joins the values of list fields (Accept, Accept-Encoding) that came more than once. Call it when
/// the head is complete: Beast adds the trailer of a chunked body to the same fields.
void join_lists(http_message& message);

/// Views of `message`, which must outlive them. Fields that are added later do not count.
[[nodiscard]] http_request request_of(const http_message& message);

/// Why a head is refused: 400 for a field that came twice but may come once only, for no Host, and
/// for a transfer coding in HTTP/1.0 or beside Content-Length; 501 for any coding but `chunked`.
[[nodiscard]] std::optional<problem> problem_of_head(const http_message& message);

}  // namespace attrib::detail
