/// @file
/// What a User-Agent says of its sender.
#pragma once

#include <string_view>

namespace attrib {

/// `desktop`, `mobile`, `tablet` or `smart tv`, the categories of GA4; empty when the text names
/// none. By devices.csv: the first line whose texts fit decides.
[[nodiscard]] std::string_view device_category_of(std::string_view user_agent);

/// The text of crawlers.txt by which the sender declares itself a program; empty for others. A text
/// fits in either case.
[[nodiscard]] std::string_view crawler_of(std::string_view user_agent);

}  // namespace attrib
