/// @file
/// Bodies under Content-Encoding: gzip.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace attrib {

[[nodiscard]] std::string gzip_of(std::string_view text);

enum class gunzip_error : unsigned char { corrupt, too_large };

/// Decompresses one gzip member, at most `max_bytes` of text: a small body may stand for gigabytes.
[[nodiscard]] boost::system::result<std::string, gunzip_error> gunzip(std::string_view packed,
                                                                      std::size_t max_bytes);

}  // namespace attrib
