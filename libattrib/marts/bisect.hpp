/// @file
/// Finds the few of many that are refused.
#pragma once

#include <cstddef>
#include <span>

namespace attrib {

/// Calls `take` with all and, where it says false, with halves of what it refused, in order, down
/// to single ones: those go to `set_aside`. Everything else is taken exactly once, if `take` undoes
/// what it refuses. A refused one of n costs about 2 log n calls.
template <class T, class Take, class SetAside>
void take_or_bisect(std::span<T> all, const Take& take, const SetAside& set_aside) {
    if (all.empty() || take(all)) return;
    if (all.size() == 1) return set_aside(all.front());
    const std::size_t half = all.size() / 2;
    take_or_bisect(all.first(half), take, set_aside);
    take_or_bisect(all.subspan(half), take, set_aside);
}

}  // namespace attrib
