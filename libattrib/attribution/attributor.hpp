/// @file
/// A conversion's credit and revenue shared among its touchpoints by a model.
#pragma once

#include <libattrib/attribution/model_instance.hpp>
#include <libattrib/core/money.hpp>
#include <libattrib/core/split.hpp>
#include <span>
#include <vector>

namespace attrib {

/// The credit of one conversion, in millionths, as amounts of money are.
inline constexpr money whole_credit{1'000'000};

/// What one touchpoint earns.
struct touch_credit {
    std::size_t place = 0;  ///< among the touchpoints given
    money credit;           ///< of `whole_credit`
    money revenue;
    std::uint64_t weight = 0;  ///< of the touch or of its group, see weighting
};

/// What one touchpoint earns, and why.
struct explained_credit : touch_credit {
    /// The share is weight / (weight_sum * sharing).
    std::uint64_t weight_sum = 0;
    std::uint64_t sharing = 1;  ///< touchpoints of its group
    /// Millionths that it has more than its share rounded toward 0, as the split gives away what
    /// rounding leaves: 0 or 1, -1 of a negative revenue.
    int credit_rounding = 0;
    int revenue_rounding = 0;
};

/// Its memory is used again from conversion to conversion. Not thread-safe.
class attributor {
   public:
    /// Those of the touchpoints with credit or revenue, in order of time; good until the next call.
    /// Their credits add up to `whole_credit` and their revenues to `revenue`; both are split by
    /// the weights, not one by the other. Empty where there is no touchpoint: the conversion is
    /// unattributed. REQUIRES: `touches` in order of time, those of the instance's lookback.
    [[nodiscard]] std::span<const touch_credit> share(const model_instance& by,
                                                      std::span<const touch> touches,
                                                      money revenue);

    /// As `share`, with reasons.
    [[nodiscard]] std::vector<explained_credit> explain(const model_instance& by,
                                                        std::span<const touch> touches,
                                                        money revenue);

   private:
    void keep_all_but_direct(std::span<const touch> touches);
    void split(money total, std::size_t touches, std::vector<std::int64_t>& parts);

    weighting weighting_;
    splitter splitter_;
    std::vector<touch> kept_;          // where Direct is skipped
    std::vector<std::size_t> places_;  // of those
    std::vector<std::int64_t> credits_;
    std::vector<std::int64_t> revenues_;
    std::vector<std::int64_t> of_groups_;
    std::vector<std::size_t> group_sizes_;
    std::vector<touch_credit> shares_;
};

}  // namespace attrib
