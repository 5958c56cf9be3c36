/// @file
/// Rows of JSON in a piece of a source or in a message.
#pragma once

#include <cstdint>
#include <libattrib/io/detail/row_taker.hpp>
#include <libattrib/io/json_event_parser.hpp>
#include <string_view>

namespace attrib::detail {

/// As event_chunk has it.
struct json_text {
    std::string_view text;
    std::uint64_t first_line = 1;
    bool ends_source = false;
    bool is_by_line = false;
    bool is_in_array = false;
};

/// Parses all rows. Each event of a body of GA4's Measurement Protocol is a row, and so is an array
/// that the source ends in.
void parse_json(const json_text& piece, json_event_parser& parser, row_taker& taker);

}  // namespace attrib::detail
