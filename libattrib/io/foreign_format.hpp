/// @file
/// Files that people take for CSV of events, and what to do with them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace attrib {

/// One sentence that says what a file is that begins so and is not read, and the command that
/// converts it, where FILE stands for its name. Nothing for text that may be CSV or NDJSON.
/// `beginning`: its first line, or its first bytes.
[[nodiscard]] std::optional<std::string_view> foreign_format_of(
    std::string_view beginning) noexcept;

}  // namespace attrib
