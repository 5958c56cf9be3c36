/// @file
/// Refuses to write over what a program reads, or over another of its outputs.
#pragma once

#include <string>
#include <vector>

namespace attrib::console {

/// Throws failure (invalid_option) when an output would replace an input or another output:
/// compared after symbolic links and by inode, so that other spellings and hard links count. Paths
/// that need not be there; "-" and empty ones are passed over, as are pipes and devices.
void refuse_output_clash(const std::vector<std::string>& inputs,
                         const std::vector<std::string>& outputs);

}  // namespace attrib::console
