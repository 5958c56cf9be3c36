#include <libattrib/attribution/attributor.hpp>

#include <algorithm>
#include <cassert>

namespace attrib {

// Leaves `kept_` empty when there is nothing to take out, or nothing else.
void attributor::keep_all_but_direct(std::span<const touch> touches) {
    kept_.clear();
    places_.clear();
    for (std::size_t i = 0; i < touches.size(); ++i) {
        if (touches[i].traits.is_direct) continue;
        kept_.push_back(touches[i]);
        places_.push_back(i);
    }
    if (kept_.size() == touches.size()) kept_.clear();
}

void attributor::split(money total, std::size_t touches, std::vector<std::int64_t>& parts) {
    parts.resize(touches);
    if (weighting_.groups.empty())
        return splitter_.split(total.millionths, weighting_.weights, parts);
    of_groups_.resize(weighting_.weights.size());
    splitter_.split(total.millionths, weighting_.weights, of_groups_);
    group_sizes_.assign(weighting_.weights.size(), 0);
    for (const std::uint32_t group : weighting_.groups) ++group_sizes_[group];
    // A group's touches take what is left of it from the last to the first, so that the first get
    // the units that do not divide.
    for (std::size_t i = touches; i-- > 0;) {
        const std::uint32_t group = weighting_.groups[i];
        const auto sharing = static_cast<std::int64_t>(group_sizes_[group]--);
        parts[i] = of_groups_[group] / sharing;
        of_groups_[group] -= parts[i];
    }
}

std::span<const touch_credit> attributor::share(const model_instance& by,
                                                std::span<const touch> touches, money revenue) {
    shares_.clear();
    if (touches.empty()) return shares_;
    kept_.clear();
    if (by.skips_direct) keep_all_but_direct(touches);
    const std::span<const touch> weighed = kept_.empty() ? touches : std::span<const touch>(kept_);
    weighting_.clear();
    if (weighed.size() == 1)
        weighting_.winner = 0;
    else
        by.rule->weigh(by, weighed, weighting_);
    assert(weighting_.groups.empty() || weighting_.groups.size() == weighed.size());
    if (weighting_.winner) {
        const std::size_t at = *weighting_.winner;
        shares_.push_back({kept_.empty() ? at : places_[at], whole_credit, revenue, 1});
        return shares_;
    }
    split(whole_credit, weighed.size(), credits_);
    split(revenue, weighed.size(), revenues_);
    for (std::size_t i = 0; i < weighed.size(); ++i) {
        if (credits_[i] == 0 && revenues_[i] == 0) continue;
        const std::size_t weight = weighting_.groups.empty() ? i : weighting_.groups[i];
        shares_.push_back({kept_.empty() ? i : places_[i], money{credits_[i]}, money{revenues_[i]},
                           weighting_.weights[weight]});
    }
    return shares_;
}

namespace {

// What `part` has over `total * weight / whole`, rounded toward 0.
int rounding_of(money total, money part, std::uint64_t weight, money_sum::count whole) {
    return static_cast<int>(part.millionths - money_sum::count{total.millionths} *
                                                  static_cast<std::int64_t>(weight) / whole);
}

}  // namespace

std::vector<explained_credit> attributor::explain(const model_instance& by,
                                                  std::span<const touch> touches, money revenue) {
    std::vector<explained_credit> explained;
    for (const touch_credit& each : share(by, touches, revenue)) explained.push_back({{each}});
    std::uint64_t sum = 0;
    for (const std::uint64_t weight : weighting_.weights) sum += weight;
    if (weighting_.winner) sum = 1;
    for (explained_credit& each : explained) {
        each.weight_sum = sum;
        if (!weighting_.groups.empty()) {
            const auto at = kept_.empty()
                                ? each.place
                                : static_cast<std::size_t>(std::ranges::find(places_, each.place) -
                                                           places_.begin());
            each.sharing = static_cast<std::uint64_t>(
                std::ranges::count(weighting_.groups, weighting_.groups[at]));
        }
        const money_sum::count whole = money_sum::count{static_cast<std::int64_t>(sum)} *
                                       static_cast<std::int64_t>(each.sharing);
        each.credit_rounding = rounding_of(whole_credit, each.credit, each.weight, whole);
        each.revenue_rounding = rounding_of(revenue, each.revenue, each.weight, whole);
    }
    return explained;
}

}  // namespace attrib
