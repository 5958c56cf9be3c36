/// @file
/// Text from outside, such as names of files, headers and channels, made safe for a terminal.
#pragma once

#include <limits>
#include <string>
#include <string_view>

namespace attrib {

/// One line for people: letters of every script stay. `?` stands for each control character (line
/// feeds, tabs and the escape that begins a terminal's commands among them), each character that
/// changes the direction of text, and each byte that is not UTF-8. Of a text over `longest` bytes
/// the beginning, cut between characters, and `...`.
[[nodiscard]] std::string printable(std::string_view text,
                                    std::size_t longest = std::numeric_limits<std::size_t>::max());

/// The same for a text of several lines: line feeds and tabs stay, and nothing is cut.
[[nodiscard]] std::string printable_lines(std::string_view text);

}  // namespace attrib
