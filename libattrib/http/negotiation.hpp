/// @file
/// What a client accepts, as its headers say (RFC 9110).
#pragma once

#include <string_view>

namespace attrib {

/// Whether Accept admits a media type such as "application/json": named, by `type/*` or by `*/*`,
/// the most specific of them without q=0. An empty header admits all.
[[nodiscard]] bool accepts(std::string_view accept, std::string_view media_type) noexcept;

/// Whether Accept names this type itself, so that it is preferred to others; or Content-Type does.
[[nodiscard]] bool names_type(std::string_view accept, std::string_view media_type) noexcept;

/// Whether Accept-Encoding admits gzip.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding) noexcept;

/// Whether If-None-Match holds the entity tag, by weak comparison, or is `*`.
[[nodiscard]] bool names_tag(std::string_view if_none_match, std::string_view tag) noexcept;

}  // namespace attrib
