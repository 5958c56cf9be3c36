/// @file
/// Base64 (RFC 4648).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace attrib {

/// The alphabet of section 5, which URLs may hold, without padding.
[[nodiscard]] std::string to_base64url(std::string_view bytes);

/// Takes the alphabets of sections 4 and 5, with padding or without; nothing for other text.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace attrib
