/// @file
/// Splits an integer in proportion to integer weights, exactly: the largest-remainder method
/// (docs/models.md).
#pragma once

#include <cstdint>
#include <libattrib/core/money.hpp>
#include <span>
#include <vector>

namespace attrib {

/// Memory that `splitter` uses again from call to call. Not thread-safe.
class splitter {
   public:
    /// A weight of `split`: below 2^62.
    using weight = std::uint64_t;

    /// Fills `parts`: each is `total * weight / sum of weights` rounded down or up, up for those
    /// with the largest remainders, of equal ones the earlier first, until the parts add up to
    /// `total`. A negative total is the mirror image of the positive one; weight 0 gives 0.
    /// REQUIRES: as many parts as weights; the sum of the weights is above 0 and below 2^63.
    void split(std::int64_t total, std::span<const weight> weights, std::span<std::int64_t> parts);

    /// The same for a sum of amounts.
    void split(const money_sum& total, std::span<const weight> weights, std::span<money_sum> parts);

   private:
    struct remainder {
        std::uint64_t rest;
        std::size_t place;
    };
    std::vector<remainder> remainders_;
    std::vector<std::int64_t> of_rest_;
};

}  // namespace attrib
