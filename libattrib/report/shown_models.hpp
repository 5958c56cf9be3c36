/// @file
/// The two models that reports show side by side.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace attrib {

enum class model : unsigned char { first_click, last_click };

inline constexpr std::size_t model_count = 2;
inline constexpr std::array<std::string_view, model_count> model_names{"first_click", "last_click"};

[[nodiscard]] constexpr std::string_view name_of(model which) noexcept {
    return model_names[static_cast<std::size_t>(which)];
}

}  // namespace attrib
