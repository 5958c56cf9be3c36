/// @file
/// What parts values play on paths: who opens, who assists, who closes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace attrib {

/// Of one value. A conversion counts at most once in each of the first four; touchpoints count in
/// exactly one of the last three.
struct role_counts {
    std::uint64_t first = 0;       ///< conversions whose path begins with it
    std::uint64_t assisted = 0;    ///< that have it before their final touchpoint
    std::uint64_t last = 0;        ///< whose path ends with it
    std::uint64_t influenced = 0;  ///< that have it on their path
    std::uint64_t early = 0;       ///< touchpoints in the first quarter of their path
    std::uint64_t mid = 0;         ///< between
    std::uint64_t late = 0;        ///< in the last quarter

    void add(const role_counts& more) noexcept {
        first += more.first;
        assisted += more.assisted;
        last += more.last;
        influenced += more.influenced;
        early += more.early;
        mid += more.mid;
        late += more.late;
    }
    friend bool operator==(const role_counts&, const role_counts&) = default;
};

/// How many of a path's touchpoints are early and how many are late. A quarter is rounded up; the
/// only touchpoint is late. REQUIRES for `quarters_of`: a length of 1 or more.
struct path_quarters {
    std::size_t early;
    std::size_t late;
};
[[nodiscard]] constexpr path_quarters quarters_of(std::size_t length) noexcept {
    const std::size_t quarter = (length + 3) / 4;
    return {length == 1 ? 0 : quarter, quarter};
}

/// A value's counts while paths are added.
struct role_tally {
    role_counts counts;
    std::uint64_t path = 0;  ///< number of the last path that had the value
};

/// Adds a path of `length` touchpoints. `tally_at(i)` gives the role_tally of the value at place i,
/// from 0. `path` numbers the paths from 1. REQUIRES: a length of 1 or more.
template <class TallyAt>
void add_roles(std::size_t length, std::uint64_t path, const TallyAt& tally_at) {
    const path_quarters quarters = quarters_of(length);
    ++tally_at(0).counts.first;
    for (std::size_t i = 0; i < length; ++i) {
        role_tally& here = tally_at(i);
        role_counts& counts = here.counts;
        ++(i < quarters.early           ? counts.early
           : i < length - quarters.late ? counts.mid
                                        : counts.late);
        const bool is_last = i + 1 == length;
        if (is_last) ++counts.last;
        if (here.path == path) continue;
        here.path = path;
        ++counts.influenced;
        if (!is_last) ++counts.assisted;
    }
}

}  // namespace attrib
