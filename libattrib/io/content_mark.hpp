/// @file
/// What a position in a source is known by: the bytes before it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <libattrib/core/hash.hpp>
#include <string_view>

namespace attrib {

/// Length and digest of the bytes that precede a position. A file that was rewritten has other
/// bytes there, whatever its name, inode and size are.
struct content_mark {
    std::uint32_t bytes = 0;
    std::uint64_t digest = 0;

    friend bool operator==(const content_mark&, const content_mark&) = default;
};

/// At most so many bytes are digested.
inline constexpr std::size_t marked_bytes = 4096;

/// The mark of a position; `before` are the bytes that precede it, of which the last count.
[[nodiscard]] inline content_mark mark_of(std::string_view before) noexcept {
    if (before.size() > marked_bytes) before.remove_prefix(before.size() - marked_bytes);
    return {static_cast<std::uint32_t>(before.size()), hash_of(before)};
}

}  // namespace attrib
