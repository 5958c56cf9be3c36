/// @file
/// Folds journeys into what parts values play on paths: who opens, who assists, who closes.
#pragma once

#include <cstdint>
#include <libattrib/journeys/path_fold.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

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

    void add(const role_counts& more) noexcept;
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

/// Adds roles up, block by block. Not thread-safe; uses threads of its own.
class role_fold {
   public:
    /// By values of the dimension; nothing for null.
    using values = std::vector<std::optional<std::string>>;

    /// `asked` must outlive it. `threads` is at least 1.
    role_fold(const path_question& asked, unsigned threads) : asked_(asked), threads_(threads) {}

    /// REQUIRES: as path_fold::add.
    void add(const std::vector<shared_block>& blocks);

    [[nodiscard]] const std::map<values, role_counts>& roles() const noexcept { return roles_; }

    [[nodiscard]] const currency_totals& totals() const noexcept { return totals_; }

   private:
    const path_question& asked_;
    unsigned threads_;
    std::map<values, role_counts> roles_;
    currency_totals totals_;
};

}  // namespace attrib
