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
    std::size_t touch;     // a place in the block or `no_touch`
    std::size_t touch_no;  // from 1, of those in the model's lookback
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
                credited({i, no_touch, 0, whole_credit, conversion.revenue});
            } else {
                const std::span<const touch> touches = touches_for(model, block, begin, end);
                for (const touch_credit& each :
                     attributor_.share(model, touches, conversion.revenue))
                    credited({i, begin + each.place, each.place + 1, each.credit, each.revenue});
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
          facts_(facts_of(asked.by)),
          shares_(asked),
          slots_(asked.by) {}

    void add(const journey_block& block, std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end; ++at) {
            const packed_conversion& conversion = block.conversions[at];
            if (!filter_.takes(conversion)) continue;
            if (facts_.column_count == 0)
                add_by_conversion(block, at);
            else
                add_by_touch(block, at);
        }
    }

    template <class Visit>
    void for_each_group(const Visit& visit) const {
        const std::size_t models = asked_.models.size();
        slots_.for_each([&](const group_key& key, std::size_t slot) {
            if (slot < summed_slots_) visit(key, std::span(sums_).subspan(slot * models, models));
        });
    }

   private:
    void add_by_conversion(const journey_block& block, std::size_t at) {
        const packed_conversion& conversion = block.conversions[at];
        group_key key{.currency = conversion.currency};
        key.values[0] = value_of(block, conversion);
        if (conversion_slots_[0] == no_slot || key != conversion_key_) {
            conversion_key_ = key;
            conversion_slots_[0] = slots_.slot_of(key);
            key.is_attributed = 1;
            conversion_slots_[1] = slots_.slot_of(key);
        }
        shares_.for_each_share(block, at, [&](const found_share& share) {
            if (filter_.takes(block, share.touch))
                add(conversion_slots_[share.touch == no_touch ? 0 : 1], share);
        });
    }

    // What the dimension makes of a conversion.
    [[nodiscard]] text_number value_of(const journey_block& block,
                                       const packed_conversion& conversion) const {
        if (asked_.by == dimension::none) return 0;
        if (asked_.by == dimension::conversion_name) return conversion.name;
        return static_cast<text_number>(
            (first_day_of(asked_.by, block.day) - calendar_day{}).count());
    }

    void add_by_touch(const journey_block& block, std::size_t at) {
        const packed_conversion& conversion = block.conversions[at];
        shares_.for_each_share(block, at, [&](const found_share& share) {
            if (!filter_.takes(block, share.touch)) return;
            const std::size_t slot =
                share.touch == no_touch
                    ? slots_.slot_of({.currency = conversion.currency})
                    : slots_.slot_of_touch(block, share.touch, conversion.currency, share.touch_no);
            add(slot, share);
        });
    }

    void add(std::size_t slot, const found_share& share) {
        if (slot >= summed_slots_) {
            summed_slots_ = slots_.size();
            sums_.resize(summed_slots_ * asked_.models.size());
        }
        sums_[slot * asked_.models.size() + share.model].add({share.credit, share.revenue});
    }

    static constexpr std::size_t no_slot = static_cast<std::size_t>(-1);

    const credit_question& asked_;
    const number_filter& filter_;
    const dimension_facts& facts_;
    share_finder shares_;
    group_slots slots_;
    std::vector<credit_amount> sums_;  // of each slot one per model
    std::size_t summed_slots_ = 0;
    group_key conversion_key_;
    std::array<std::size_t, 2> conversion_slots_{no_slot, no_slot};  // unattributed, attributed
};

credit_group group_of(const credit_question& asked, const dictionary& texts, const group_key& key) {
    credit_group group{.values = {},
                       .currency = shared_text_of(texts, key.currency),
                       .is_attributed = key.is_attributed != 0};
    const dimension_facts& facts = facts_of(asked.by);
    for (std::size_t i = 0; i < facts.column_count; ++i)
        group.values.push_back(shared_text_of(texts, key.values[i]));
    // An unattributed conversion has no touchpoint.
    if (facts.has_touch_no && !group.is_attributed)
        group.values.emplace_back();
    else if (facts.has_touch_no)
        group.values.emplace_back(std::to_string(key.values[facts.column_count]));
    if (asked.by == dimension::conversion_name)
        group.values.push_back(shared_text_of(texts, key.values[0]));
    else if (asked.by >= dimension::day)
        group.values.emplace_back(
            to_string(calendar_day{std::chrono::days{static_cast<std::int32_t>(key.values[0])}}));
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
            is_credited |= filter.takes(block, share.touch);
        });
        if (is_credited) found.push_back(at);
    }
    return found;
}

}  // namespace attrib
