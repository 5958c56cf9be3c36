/// @file
/// How --help is laid out: groups of options, in the width of the terminal.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace attrib::console {

/// Columns that help may take: those that COLUMNS says, else those of the terminal that standard
/// output is, else 80; from 40 to 500.
[[nodiscard]] std::size_t help_width();

/// An empty group of options under that title, laid out for `help_width`.
[[nodiscard]] boost::program_options::options_description option_group(const std::string& title);

/// The text with its lines broken between words so that none is longer than `width`. Lines that
/// begin with a space (examples) stay as they are, and so do words that are longer. Ends with a
/// line feed unless it is empty.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width);

/// The text without blanks at the ends of its lines, which Boost leaves where it breaks one.
[[nodiscard]] std::string without_trailing_blanks(std::string_view text);

}  // namespace attrib::console
