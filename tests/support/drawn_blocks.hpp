/// @file
/// Blocks of drawn journeys, for what folds them.
#pragma once

#include <libattrib/core/random.hpp>
#include <libattrib/journeys/journey_block.hpp>
#include <string>
#include <vector>

namespace attrib::test {

/// A block of that day with every column: conversions of 0 to 7 touchpoints within 90 days, values
/// from few texts, null among them, extreme revenues.
inline shared_block draw_block(random_stream& random, const std::shared_ptr<dictionary>& texts,
                               calendar_day day, std::size_t conversions) {
    const auto block = std::make_shared<journey_block>();
    block->texts = texts;
    block->day = day;
    for (std::size_t i = 0; i < block_column_count; ++i)
        block->columns = block->columns.with(static_cast<touch_column>(i));
    const auto number_of = [&](std::vector<const char*> from) {
        return texts->add(from[random.below(from.size())]).id;
    };
    constexpr std::int64_t day_us = 86'400'000'000;
    constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 0; i < conversions; ++i) {
        packed_conversion each;
        each.when = timestamp(day) + microseconds{static_cast<std::int64_t>(
                                         random.below(static_cast<std::uint64_t>(day_us)))};
        const std::int64_t revenues[] = {0, 1, -1, 5'000'001, largest, -largest, 20'000'000};
        each.revenue = money{revenues[random.below(std::size(revenues))]};
        each.id_hash = static_cast<std::int64_t>(i);
        each.name = number_of({"purchase", "lead"});
        each.currency = number_of({"EUR", "USD", ""});
        each.first_touch = static_cast<std::uint32_t>(block->touches.size());
        std::vector<std::int64_t> ages;
        for (std::uint64_t touches = random.below(8); touches > 0; --touches)
            ages.push_back(random.below(4) == 0
                               ? 14 * day_us * static_cast<std::int64_t>(random.below(7))
                               : static_cast<std::int64_t>(
                                     random.below(90 * static_cast<std::uint64_t>(day_us))));
        std::ranges::sort(ages, std::greater<>());
        for (const std::int64_t age : ages) {
            if (age > 90 * day_us) continue;
            const std::uint32_t channel = number_of({"Direct", "Email", "Paid Search", "Referral"});
            block->touches.push_back({each.when - microseconds{age},
                                      channel,
                                      {.is_direct = texts->text_of(channel) == "Direct",
                                       .is_paid = texts->text_of(channel) == "Paid Search",
                                       .is_google_paid = random.below(5) == 0}});
            for (std::size_t column = 1; column < block_column_count; ++column)
                block->values[column].push_back(number_of({"a", "b", "c d", ""}));
        }
        block->conversions.push_back(each);
    }
    return block;
}

}  // namespace attrib::test
