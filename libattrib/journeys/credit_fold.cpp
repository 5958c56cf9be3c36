#include <algorithm>
#include <atomic>
#include <libattrib/attribution/attributor.hpp>
#include <libattrib/attribution/touchpoint.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/journeys/credit_fold.hpp>

namespace attrib {
namespace {

// Conversions that a thread takes at a time.
constexpr std::size_t piece_conversions = 8192;

constexpr std::size_t most_values = 4;

// A group by numbers of texts; a day by its number.
struct group_key {
    std::array<text_number, most_values> values{};
    text_number currency = 0;
    std::uint32_t is_attributed = 0;

    friend bool operator==(const group_key&, const group_key&) = default;
};

struct key_hash {
    [[nodiscard]] std::size_t operator()(const group_key& key) const noexcept {
        std::uint64_t hash = mix(std::uint64_t{key.currency} << 1 | key.is_attributed);
        for (std::size_t i = 0; i < most_values; i += 2)
            hash = mix(hash ^ (std::uint64_t{key.values[i]} << 32 | key.values[i + 1]));
        return hash;
    }
};

// Stands for the touch of a conversion that is unattributed.
constexpr std::size_t no_touch = static_cast<std::size_t>(-1);

// The filter in numbers of one dictionary. A text that it does not know matches nothing.
class number_filter {
   public:
    number_filter(const credit_filter& only, const dictionary& texts) {
        const auto number_of = [&](const std::string& text) { return texts.find(text); };
        if (only.conversion_name) name_ = number_of(*only.conversion_name), has_name_ = true;
        if (only.currency) currency_ = number_of(*only.currency), has_currency_ = true;
        for (std::size_t i = 0; i < touch_column_count; ++i)
            if (only.touch[i])
                touch_.emplace_back(static_cast<touch_column>(i), number_of(*only.touch[i]));
        // An unattributed conversion has null in every column.
        takes_unattributed_ =
            std::ranges::all_of(touch_, [](const auto& each) { return each.second == 0U; });
    }

    [[nodiscard]] bool takes(const packed_conversion& each) const noexcept {
        return (!has_name_ || name_ == each.name) && (!has_currency_ || currency_ == each.currency);
    }
    // Whether a share of credit counts that goes to that touch, or to `no_touch`.
    [[nodiscard]] bool takes(const journey_block& block, std::size_t touch) const noexcept {
        if (touch == no_touch) return takes_unattributed_;
        return std::ranges::all_of(touch_, [&](const auto& each) {
            return each.second == block.value(each.first, touch);
        });
    }

   private:
    bool has_name_ = false;
    bool has_currency_ = false;
    std::optional<text_number> name_;
    std::optional<text_number> currency_;
    std::vector<std::pair<touch_column, std::optional<text_number>>> touch_;
    bool takes_unattributed_ = true;
};

// Calls `credited(model, touch, credit, revenue)` for every share of a conversion's credit, `touch`
// being a place in the block or `no_touch`. Its memory is used again. Not thread-safe.
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
            const timestamp earliest = conversion.when - model.lookback_of(name, asked_.lookback);
            std::size_t begin = conversion.first_touch;
            while (begin != end && block.touches[begin].start < earliest) ++begin;
            if (begin == end) {
                credited(i, no_touch, whole_credit, conversion.revenue);
            } else {
                const std::span<const touch> touches(&block.touches[begin], end - begin);
                for (const touch_credit& each :
                     attributor_.share(model, touches, conversion.revenue))
                    credited(i, begin + each.place, each.credit, each.revenue);
            }
        }
    }

   private:
    const credit_question& asked_;
    attributor attributor_;
};

// One thread's sums over blocks of one dictionary.
class partial_fold {
   public:
    partial_fold(const credit_question& asked, const number_filter& filter)
        : asked_(asked), filter_(filter), facts_(facts_of(asked.by)), shares_(asked) {}

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
        for (const auto& [key, slot] : slots_)
            visit(key, std::span(sums_).subspan(slot, asked_.models.size()));
    }

   private:
    void add_by_conversion(const journey_block& block, std::size_t at) {
        const packed_conversion& conversion = block.conversions[at];
        group_key key{.currency = conversion.currency};
        key.values[0] = value_of(block, conversion);
        if (conversion_slots_[0] == no_slot || key != conversion_key_) {
            conversion_key_ = key;
            conversion_slots_[0] = slot_of(key);
            key.is_attributed = 1;
            conversion_slots_[1] = slot_of(key);
        }
        shares_.for_each_share(
            block, at, [&](std::size_t model, std::size_t touch, money credit, money revenue) {
                if (filter_.takes(block, touch))
                    add(conversion_slots_[touch == no_touch ? 0 : 1] + model, credit, revenue);
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
        shares_.for_each_share(
            block, at, [&](std::size_t model, std::size_t touch, money credit, money revenue) {
                if (!filter_.takes(block, touch)) return;
                const std::size_t slot = touch == no_touch
                                             ? slot_of({.currency = conversion.currency})
                                             : slot_of_touch(block, touch, conversion.currency);
                add(slot + model, credit, revenue);
            });
    }

    [[nodiscard]] std::size_t slot_of_touch(const journey_block& block, std::size_t touch,
                                            text_number currency) {
        group_key key{.currency = currency, .is_attributed = 1};
        for (std::size_t i = 0; i < facts_.column_count; ++i)
            key.values[i] = block.value(facts_.columns[i], touch);
        if (facts_.column_count > 1) return recent_slot_of(key);
        // One column: numbers are dense, and a table of them is faster than hashing.
        if (currency >= by_value_.size()) by_value_.resize(currency + 1);
        auto& slots = by_value_[currency];
        if (key.values[0] >= slots.size()) slots.resize(key.values[0] + 1, no_slot);
        std::size_t& slot = slots[key.values[0]];
        if (slot == no_slot) slot = slot_of(key);
        return slot;
    }

    // Few groups get most credits: a small table of the last ones spares the look into the large
    // one.
    [[nodiscard]] std::size_t recent_slot_of(const group_key& key) {
        std::uint64_t hash = key.currency;
        for (const text_number each : key.values) hash = (hash ^ each) * 0x9e3779b97f4a7c15;
        auto& [known, slot] = recent_[hash >> (64 - recent_bits)];
        if (slot == no_slot || known != key) {
            known = key;
            slot = slot_of(key);
        }
        return slot;
    }

    [[nodiscard]] std::size_t slot_of(const group_key& key) {
        const auto [found, is_new] = slots_.try_emplace(key, sums_.size());
        if (is_new) sums_.resize(sums_.size() + asked_.models.size());
        return found->second;
    }

    void add(std::size_t slot, money credit, money revenue) {
        sums_[slot].conversions += credit;
        sums_[slot].revenue += revenue;
    }

    static constexpr std::size_t no_slot = static_cast<std::size_t>(-1);
    static constexpr unsigned recent_bits = 10;

    const credit_question& asked_;
    const number_filter& filter_;
    const dimension_facts& facts_;
    share_finder shares_;
    std::unordered_map<group_key, std::size_t, key_hash> slots_;
    std::vector<credit_amount> sums_;                 // of each slot one per model
    std::vector<std::vector<std::size_t>> by_value_;  // slots by currency and value
    std::vector<std::pair<group_key, std::size_t>> recent_{std::size_t{1} << recent_bits,
                                                           {group_key{}, no_slot}};
    group_key conversion_key_;
    std::array<std::size_t, 2> conversion_slots_{no_slot, no_slot};  // unattributed, attributed
};

std::optional<std::string> text_of(const dictionary& texts, text_number number) {
    if (number == 0) return std::nullopt;
    return std::string(texts.text_while_shared(number));
}

credit_group group_of(const credit_question& asked, const dictionary& texts, const group_key& key) {
    credit_group group{.values = {},
                       .currency = text_of(texts, key.currency),
                       .is_attributed = key.is_attributed != 0};
    const dimension_facts& facts = facts_of(asked.by);
    for (std::size_t i = 0; i < facts.column_count; ++i)
        group.values.push_back(text_of(texts, key.values[i]));
    if (asked.by == dimension::conversion_name)
        group.values.push_back(text_of(texts, key.values[0]));
    else if (asked.by >= dimension::day)
        group.values.emplace_back(
            to_string(calendar_day{std::chrono::days{static_cast<std::int32_t>(key.values[0])}}));
    return group;
}

}  // namespace

void credit_fold::add(const std::vector<shared_block>& blocks) {
    struct piece {
        const journey_block* block;
        std::size_t begin;
    };
    std::vector<piece> pieces;
    const dictionary* texts = nullptr;
    for (const shared_block& each : blocks) {
        texts = each->texts.get();
        for (std::size_t begin = 0; begin < each->conversions.size(); begin += piece_conversions)
            pieces.push_back({each.get(), begin});
    }
    if (pieces.empty()) return;
    const number_filter filter(asked_.only, *texts);
    const auto threads =
        static_cast<unsigned>(std::min<std::size_t>(threads_, (pieces.size() + 1) / 2));
    std::vector<partial_fold> folds;
    for (unsigned i = 0; i < threads; ++i) folds.emplace_back(asked_, filter);
    std::atomic<std::size_t> next{0};
    run_on_threads(threads, [&](unsigned thread) {
        for (std::size_t i = next++; i < pieces.size(); i = next++) {
            const auto& [block, begin] = pieces[i];
            folds[thread].add(*block, begin,
                              std::min(begin + piece_conversions, block->conversions.size()));
        }
    });
    for (const partial_fold& each : folds)
        each.for_each_group([&](const group_key& key, std::span<const credit_amount> amounts) {
            auto& sums = groups_[group_of(asked_, *texts, key)];
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
        shares.for_each_share(block, at, [&](std::size_t, std::size_t touch, money, money) {
            is_credited |= filter.takes(block, touch);
        });
        if (is_credited) found.push_back(at);
    }
    return found;
}

}  // namespace attrib
