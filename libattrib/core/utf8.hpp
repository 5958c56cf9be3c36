/// @file
/// Checks of text encoding.
#pragma once

#include <string_view>

namespace attrib {

/// Whether every byte is ASCII and none is NUL; the common case, checked fast.
[[nodiscard]] bool is_plain_ascii(std::string_view text) noexcept;

/// Whether the text is well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

}  // namespace attrib
