/// @file
/// SHA-256, for what must not be guessed or made to collide.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace attrib {

using sha256_digest = std::array<unsigned char, 32>;

[[nodiscard]] sha256_digest sha256_of(std::string_view bytes);

/// Lower case hexadecimal digits.
[[nodiscard]] std::string hex_of(const sha256_digest& digest);

/// Takes as long whichever bytes differ.
[[nodiscard]] bool is_same_digest(const sha256_digest& left, const sha256_digest& right) noexcept;

}  // namespace attrib
