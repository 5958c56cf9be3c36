/// @file
/// What a person who mistyped a name may have meant.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace attrib::console {

/// Letters to change, add, drop or swap with their neighbour to get from one to the other; A to Z
/// count as a to z.
[[nodiscard]] std::size_t edit_distance(std::string_view one, std::string_view other);

/// The first of the nearest of `known`, when it is near enough to be meant: one letter in three
/// differs at most, or `given` is its beginning. A name that differs in case only is nearest.
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view given,
                                                      std::span<const std::string> known);

/// `; did you mean PREFIXname?`, or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view given, std::span<const std::string> known,
                                       std::string_view prefix = {});

}  // namespace attrib::console
