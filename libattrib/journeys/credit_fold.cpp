#include <algorithm>
#include <libattrib/attribution/attributor.hpp>
#include <libattrib/journeys/credit_fold.hpp>
#include <libattrib/journeys/detail/fold_pieces.hpp>
#include <libattrib/journeys/detail/group_slots.hpp>
#include <libattrib/journeys/detail/number_filter.hpp>

namespace attrib {
namespace {

// A share of a conversion's credit.
struct found_share {
    std::size_t model;
    std::size_t touch;        // a place in the block or `no_touch`
    std::size_t touch_no;     // from 1, of those in the model's lookback
    std::size_t touch_count;  // in the model's lookback
    money credit;
    money revenue;
};

// Calls `credited(share)` for every share of a conversion's credit. Its memory is used again. Not
// thread-safe.
class share_finder {
   public:
    explicit share_finder(const credit_question& asked) : asked_(asked) {}

    template <class Credited>
    void for_each_share(const journey_block& block, std::size_t at, const Credited& credited) {
        const packed_conversion& conversion = block.conversions[at];
        const std::size_t end = block.touches_end(at);
        for (std::size_t i = 0; i < asked_.models.size(); ++i) {
            const model_instance& model = asked_.models[i];
            // To look the name up takes a lock.
            const std::string_view name = model.lookbacks.empty()
                                              ? std::string_view()
                                              : block.texts->text_while_shared(conversion.name);
            const std::size_t begin =
                block.touches_begin(at, model.lookback_of(name, asked_.lookback));
            if (begin == end) {
                credited({i, no_touch, 0, 0, whole_credit, conversion.revenue});
            } else {
                const std::span<const touch> touches = touches_for(model, block, begin, end);
                for (const touch_credit& each :
                     attributor_.share(model, touches, conversion.revenue))
                    credited({i, begin + each.place, each.place + 1, end - begin, each.credit,
                              each.revenue});
            }
        }
    }

   private:
    // As the model sees them: one that sees effects takes the values that have these for channels.
    [[nodiscard]] std::span<const touch> touches_for(const model_instance& model,
                                                     const journey_block& block, std::size_t begin,
                                                     std::size_t end) {
        const std::span<const touch> stored(&block.touches[begin], end - begin);
        if (!model.rule->sees_effects || asked_.effects_by == touch_column::channel) return stored;
        valued_.assign(stored.begin(), stored.end());
        for (std::size_t i = 0; i < valued_.size(); ++i)
            valued_[i].channel = block.value(asked_.effects_by, begin + i);
        return valued_;
    }

    const credit_question& asked_;
    attributor attributor_;
    std::vector<touch> valued_;
};

// One thread's sums over blocks of one dictionary.
class partial_fold {
   public:
    partial_fold(const credit_question& asked, const number_filter& filter)
        : asked_(asked),
          filter_(filter),
          is_by_touch_(std::ranges::any_of(
              asked.by, [](dimension each) { return facts_of(each).is_of_touches(); })),
          shares_(asked),
          slots_(asked.by) {}

    void add(const journey_block& block, std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end; ++at) {
            if (!filter_.takes(block.conversions[at])) continue;
            if (is_by_touch_)
                add_by_touch(block, at);
            else
                add_by_conversion(block, at);
        }
    }

    template <class Visit>
    void for_each_group(const Visit& visit) const {
        const std::size_t models = asked_.models.size();
        std::vector<credit_amount> amounts(models);
        slots_.for_each([&](const group_key& key, std::size_t slot) {
            if (slot >= summed_slots_) return;
            for (std::size_t i = 0; i < models; ++i) amounts[i] = amount_at(slot * models + i);
            visit(key, std::span<const credit_amount>(amounts));
        });
    }

   private:
    struct sum {
        money_sum conversions;
        money_sum revenue;
    };
    struct weighted_sum {
        money_sum microseconds_to_convert;
        money_sum touchpoints;
    };

    [[nodiscard]] credit_amount amount_at(std::size_t place) const {
        credit_amount amount{sums_[place].conversions, sums_[place].revenue};
        if (!weighted_.empty()) {
            amount.microseconds_to_convert = weighted_[place].microseconds_to_convert;
            amount.touchpoints = weighted_[place].touchpoints;
        }
        return amount;
    }

    void add_by_conversion(const journey_block& block, std::size_t at) {
        const packed_conversion& conversion = block.conversions[at];
        group_key key = slots_.key_of(block.day, conversion);
        if (key != conversion_key_) {
            conversion_key_ = key;
            conversion_slots_ = {no_slot, no_slot};
        }
        shares_.for_each_share(block, at, [&](const found_share& share) {
            if (!filter_.takes(block, conversion, share.touch)) return;
            key.is_attributed = share.touch == no_touch ? 0 : 1;
            std::size_t& slot = conversion_slots_[key.is_attributed];
            if (slot == no_slot) slot = slots_.slot_of(key);
            add(slot, block, at, share);
        });
    }

    void add_by_touch(const journey_block& block, std::size_t at) {
        const packed_conversion& conversion = block.conversions[at];
        const group_key key = slots_.key_of(block.day, conversion);
        shares_.for_each_share(block, at, [&](const found_share& share) {
            if (!filter_.takes(block, conversion, share.touch)) return;
            const std::size_t slot =
                share.touch == no_touch
                    ? slots_.slot_of(key)
                    : slots_.slot_of_touch(key, block, share.touch, share.touch_no);
            add(slot, block, at, share);
        });
    }

    void add(std::size_t slot, const journey_block& block, std::size_t at,
             const found_share& share) {
        if (slot >= summed_slots_) {
            summed_slots_ = slots_.size();
            check_amounts(summed_slots_ * asked_.models.size(), asked_.most_amounts);
            sums_.resize(summed_slots_ * asked_.models.size());
            if (asked_.weighs_journeys) weighted_.resize(sums_.size());
        }
        const std::size_t place = slot * asked_.models.size() + share.model;
        sums_[place].conversions += share.credit;
        sums_[place].revenue += share.revenue;
        if (asked_.weighs_journeys && share.touch != no_touch)
            weigh(weighted_[place], block.conversions[at].when - block.touches[share.touch].start,
                  share);
    }

    static void weigh(weighted_sum& to, microseconds to_convert, const found_share& share) {
        const auto credit = static_cast<money_sum::count>(share.credit.millionths);
        to.microseconds_to_convert.millionths += credit * to_convert.count();
        to.touchpoints.millionths += credit * static_cast<money_sum::count>(share.touch_count);
    }

    static constexpr std::size_t no_slot = static_cast<std::size_t>(-1);

    const credit_question& asked_;
    const number_filter& filter_;
    bool is_by_touch_;
    share_finder shares_;
    group_slots slots_;
    std::vector<sum> sums_;               // of each slot one per model
    std::vector<weighted_sum> weighted_;  // the same, where the question weighs journeys
    std::size_t summed_slots_ = 0;
    group_key conversion_key_;
    std::array<std::size_t, 2> conversion_slots_{no_slot, no_slot};  // unattributed, attributed
};

credit_group group_of(const credit_question& asked, const dictionary& texts, const group_key& key) {
    credit_group group{.values = {},
                       .currency = shared_text_of(texts, key.currency),
                       .is_attributed = key.is_attributed != 0};
    group.values = values_of(asked.by, texts, key);
    return group;
}

}  // namespace

void credit_fold::add(const std::vector<shared_block>& blocks) {
    if (blocks.empty()) return;
    const dictionary& texts = texts_of(blocks);
    const number_filter filter(asked_.only, texts);
    const auto folds = fold_pieces(blocks, threads_, [&] { return partial_fold(asked_, filter); });
    for (const partial_fold& each : folds)
        each.for_each_group([&](const group_key& key, std::span<const credit_amount> amounts) {
            auto& sums = groups_[group_of(asked_, texts, key)];
            check_amounts(groups_.size() * amounts.size(), asked_.most_amounts);
            sums.resize(amounts.size());
            for (std::size_t i = 0; i < amounts.size(); ++i) sums[i].add(amounts[i]);
        });
}

std::vector<credited_group> credit_fold::rows() const {
    std::vector<credited_group> rows;
    for (const auto& [group, amounts] : groups_)
        if (std::ranges::any_of(amounts,
                                [](const credit_amount& each) { return each != credit_amount(); }))
            rows.push_back({group, amounts});
    return rows;
}

std::vector<std::size_t> credited_conversions(const credit_question& asked,
                                              const journey_block& block) {
    const number_filter filter(asked.only, *block.texts);
    share_finder shares(asked);
    std::vector<std::size_t> found;
    for (std::size_t at = 0; at < block.conversions.size(); ++at) {
        if (!filter.takes(block.conversions[at])) continue;
        bool is_credited = false;
        shares.for_each_share(block, at, [&](const found_share& share) {
            is_credited |= filter.takes(block, block.conversions[at], share.touch);
        });
        if (is_credited) found.push_back(at);
    }
    return found;
}

}  // namespace attrib
