/// @file
/// What can be said of a stretch of CSV in one pass, before its rows are looked at.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace attrib {

struct text_stats {
    std::uint64_t line_feeds = 0;
    bool has_quote = false;
    bool is_plain = true;  ///< every byte is ASCII, and none NUL

    friend bool operator==(const text_stats&, const text_stats&) = default;
};

using surveyor = text_stats (*)(std::string_view text);

/// The surveyors that this processor can run, one for each width of its vectors, the fastest first.
/// All say the same.
[[nodiscard]] std::span<const surveyor> surveyors() noexcept;

[[nodiscard]] inline text_stats survey(std::string_view text) { return surveyors().front()(text); }

}  // namespace attrib
