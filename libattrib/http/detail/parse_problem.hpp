/// @file
/// What a request is answered that cannot be read.
#pragma once

#include <boost/system/error_code.hpp>
#include <libattrib/http/problem.hpp>
#include <libattrib/http/server.hpp>
#include <string_view>

namespace attrib::detail {

/// The problem that the parser's error `wrong` stands for: 413, 414, 431, 505 or 400. `unread` is
/// what the parser did not take; `has_target` says whether it has read the request line.
[[nodiscard]] problem parse_problem(const boost::system::error_code& wrong, std::string_view unread,
                                    bool has_target, const server_options& limits);

/// 414, with the limit.
[[nodiscard]] problem target_too_long(const server_options& limits);

/// Whether the request line that `sent` begins with ends with a version of HTTP other than 1.0 and
/// 1.1.
[[nodiscard]] bool names_other_version(std::string_view sent) noexcept;

}  // namespace attrib::detail
