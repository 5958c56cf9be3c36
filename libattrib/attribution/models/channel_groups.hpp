/// @file
/// What rules of distinct channels share.
#pragma once

#include <cstdint>
#include <libattrib/attribution/touch.hpp>
#include <span>
#include <vector>

namespace attrib {

/// Appends to `groups`, which is empty, the number of each touch's channel among the distinct
/// channels, in the order of their first touches; returns how many there are.
std::uint32_t group_by_channel(std::span<const touch> touches, std::vector<std::uint32_t>& groups);

}  // namespace attrib
