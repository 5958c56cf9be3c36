/// @file
/// The rules there are, in the order in which CMakeLists.txt lists their files.
#pragma once

#include <libattrib/attribution/model_instance.hpp>
#include <libattrib/attribution/model_rule.hpp>
#include <span>
#include <string_view>

namespace attrib {

[[nodiscard]] std::span<const model_rule* const> model_rules() noexcept;

/// Null for an unknown name.
[[nodiscard]] const model_rule* find_rule(std::string_view name) noexcept;

/// An instance of each rule that tables have rows of, named as it, with its default parameters:
/// not of those that see effects.
[[nodiscard]] const model_list& shipped_models();

}  // namespace attrib
