/// @file
/// The journeys of a block that a question about paths takes.
#pragma once

#include <libattrib/attribution/path_table.hpp>
#include <libattrib/journeys/detail/number_filter.hpp>
#include <libattrib/journeys/path_question.hpp>

namespace attrib {

/// A conversion with its touchpoints in the lookback: places in the block from `begin` to before
/// `end`.
struct journey_view {
    const packed_conversion& conversion;
    std::size_t begin;
    std::size_t end;

    [[nodiscard]] bool is_attributed() const noexcept { return begin != end; }
    [[nodiscard]] std::size_t length() const noexcept { return end - begin; }

    [[nodiscard]] path_sums sums(const journey_block& block) const {
        if (begin == end) return {1, 0, conversion.revenue};
        return sums_of_one(block.touches[begin].start, conversion.when, conversion.revenue);
    }
};

/// Calls `visit(journey)` for conversions from the place `begin` to before `end`.
template <class Visit>
void for_each_journey(const path_question& asked, const number_filter& filter,
                      const journey_block& block, std::size_t begin, std::size_t end,
                      const Visit& visit) {
    for (std::size_t at = begin; at < end; ++at) {
        const packed_conversion& conversion = block.conversions[at];
        if (!filter.takes(conversion)) continue;
        const journey_view journey{conversion, block.touches_begin(at, asked.lookback),
                                   block.touches_end(at)};
        if (filter.takes_any(block, conversion, journey.begin, journey.end)) visit(journey);
    }
}

}  // namespace attrib
