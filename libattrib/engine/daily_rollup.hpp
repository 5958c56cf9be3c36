/// @file
/// mart_channel_daily while it is being added up.
#pragma once

#include <libattrib/attribution/model_instance.hpp>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/core/hash.hpp>
#include <unordered_map>
#include <vector>

namespace attrib {

/// Credit and revenue by model, day, conversion name, currency and channel; texts by their
/// dictionary number. One a thread, merged at the end.
class daily_rollup {
   public:
    static constexpr std::uint32_t unattributed = ~std::uint32_t{0};

    struct key {
        calendar_day day;
        std::uint32_t model = 0;  ///< place among the models
        std::uint32_t conversion_name = 0;
        std::uint32_t currency = 0;
        std::uint32_t channel = 0;  ///< or `unattributed`

        friend bool operator==(const key&, const key&) = default;
    };

    void add(const key& where, money credit, money revenue);
    void add(const daily_rollup& other);

    /// The rows, sorted by model, day, conversion name, currency (null first) and channel
    /// (unattributed first), text byte by byte. Where both sums are 0 there is no row.
    [[nodiscard]] std::vector<daily_row> rows(const dictionary& texts,
                                              const model_list& models) const;

   private:
    struct cell {
        money_sum conversions;
        money_sum revenue;

        friend bool operator==(const cell&, const cell&) = default;
    };

    struct key_hash {
        std::size_t operator()(const key& of) const noexcept {
            const auto day = static_cast<std::uint64_t>(of.day.time_since_epoch().count());
            const std::uint64_t what = mix(day << 32 | of.conversion_name);
            return mix(what ^ (std::uint64_t{of.currency} << 32 | of.channel)) + of.model;
        }
    };

    std::unordered_map<key, cell, key_hash> cells_;
};

}  // namespace attrib
