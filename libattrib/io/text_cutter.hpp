/// @file
/// Cuts texts at a separator.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace attrib {

/// Made for short parts, of which a text has many. Not thread-safe.
class text_cutter {
   public:
    /// `separator` must outlive the cutter. REQUIRES: it is not empty.
    explicit text_cutter(std::string_view separator);

    /// Finds what stands between separators, without white space at its ends. False when a part is
    /// empty, or the text begins or ends with a separator that has lost its own white space there.
    /// REQUIRES: `text` is trimmed.
    [[nodiscard]] bool cut(std::string_view text);

    /// Of the last text, from left to right: one more than it has separators. Views into the text.
    [[nodiscard]] std::span<const std::string_view> parts() const noexcept {
        return std::span(parts_).first(count_);
    }

   private:
    [[nodiscard]] bool has_separator_at_end(std::string_view text) const noexcept;

    std::string_view separator_;
    std::string_view at_begin_;  // as a trimmed text begins and ends with it
    std::string_view at_end_;
    std::vector<std::string_view> parts_;  // keeps the size that it once needed
    std::size_t count_ = 0;
};

}  // namespace attrib
