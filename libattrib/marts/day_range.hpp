/// @file
/// A range of calendar days that grows.
#pragma once

#include <algorithm>
#include <libattrib/core/time.hpp>
#include <optional>

namespace attrib {

/// Both ends are included.
struct day_range {
    calendar_day first;
    calendar_day last;

    friend bool operator==(const day_range&, const day_range&) = default;
};

/// Widens `all` until it covers `more`, too.
inline void widen(std::optional<day_range>& all, const day_range& more) noexcept {
    if (!all) {
        all = more;
        return;
    }
    all->first = std::min(all->first, more.first);
    all->last = std::max(all->last, more.last);
}
inline void widen(std::optional<day_range>& all, const std::optional<day_range>& more) noexcept {
    if (more) widen(all, *more);
}
inline void widen(std::optional<day_range>& all, calendar_day day) noexcept {
    widen(all, day_range{day, day});
}

}  // namespace attrib
