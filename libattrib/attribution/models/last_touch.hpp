/// @file
/// What rules of the last touch share.
#pragma once

#include <libattrib/attribution/touch.hpp>
#include <optional>
#include <span>

namespace attrib {

/// The place of the last touch with such traits.
template <class Predicate>
[[nodiscard]] std::optional<std::size_t> last_touch_where(std::span<const touch> touches,
                                                          const Predicate& is_wanted) {
    for (std::size_t i = touches.size(); i-- > 0;)
        if (is_wanted(touches[i].traits)) return i;
    return std::nullopt;
}

/// The place of the last touch that is not Direct, where all are Direct of the last.
[[nodiscard]] inline std::size_t last_non_direct(std::span<const touch> touches) {
    return last_touch_where(touches, [](const touch_traits& each) { return !each.is_direct; })
        .value_or(touches.size() - 1);
}

}  // namespace attrib
