/// @file
/// Bodies of unknown length: Transfer-Encoding: chunked (RFC 9112, 7.1).
#pragma once

#include <fmt/format.h>

#include <libattrib/http/detail/out_queue.hpp>
#include <memory>
#include <string_view>
#include <utility>

namespace attrib::detail {

/// Ends the body.
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

/// Appends `text` as a chunk. Appends nothing for an empty text, which would end the body. The
/// other arguments are those of out_queue::add.
inline void add_chunk(out_queue& out, std::shared_ptr<const void> owner, std::string_view text,
                      std::size_t owner_bytes) {
    if (text.empty()) return;
    out.add(fmt::format("{:x}\r\n", text.size()));
    out.add(std::move(owner), text, owner_bytes);
    out.add("\r\n");
}

}  // namespace attrib::detail
