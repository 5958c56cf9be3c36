/// @file
/// Dense numbers for the groups of a fold, so that its sums are arrays.
#pragma once

#include <array>
#include <cstdint>
#include <libattrib/core/hash.hpp>
#include <libattrib/journeys/credit_question.hpp>
#include <libattrib/journeys/journey_block.hpp>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace attrib {

/// A group by numbers of texts; a day by its number.
struct group_key {
    std::array<text_number, most_group_values> values{};
    text_number currency = 0;
    std::uint32_t is_attributed = 0;

    friend bool operator==(const group_key&, const group_key&) = default;
};

struct group_key_hash {
    [[nodiscard]] std::size_t operator()(const group_key& key) const noexcept {
        std::uint64_t hash = mix(std::uint64_t{key.currency} << 1 | key.is_attributed);
        for (std::size_t i = 0; i < key.values.size(); i += 2)
            hash = mix(hash ^ (std::uint64_t{key.values[i]} << 32 | key.values[i + 1]));
        return hash;
    }
};

/// Numbers groups from 0 in the order they first come. Not thread-safe.
class group_slots {
   public:
    explicit group_slots(dimension_list by) : by_(std::move(by)) {
        for (const dimension each : by_) width_ += facts_of(each).width();
        is_one_column_ = by_.size() == 1 && width_ == 1 && facts_of(by_.front()).column_count == 1;
    }

    [[nodiscard]] std::size_t slot_of(const group_key& key) {
        return slots_.try_emplace(key, slots_.size()).first->second;
    }

    /// What the dimensions make of a conversion of that day; values of touchpoints are 0.
    [[nodiscard]] group_key key_of(calendar_day day, const packed_conversion& conversion) const {
        group_key key{.currency = conversion.currency};
        std::size_t place = 0;
        for (const dimension each : by_) {
            const dimension_facts& facts = facts_of(each);
            if (each == dimension::conversion_name)
                key.values[place] = conversion.name;
            else if (facts.is_of_conversions())
                key.values[place] =
                    static_cast<text_number>((first_day_of(each, day) - calendar_day{}).count());
            place += facts.width();
        }
        return key;
    }

    /// Of a conversion's key and the touch, the `touch_no`-th of its path, or a session. REQUIRES:
    /// a dimension is one of touchpoints.
    template <class Block>
    [[nodiscard]] std::size_t slot_of_touch(const group_key& of_conversion, const Block& block,
                                            std::size_t touch, std::size_t touch_no = 0) {
        if (is_one_column_)
            return slot_of_value(of_conversion.currency,
                                 block.value(facts_of(by_.front()).columns[0], touch));
        group_key key = of_conversion;
        key.is_attributed = 1;
        std::size_t place = 0;
        for (const dimension each : by_) {
            const dimension_facts& facts = facts_of(each);
            for (std::size_t i = 0; i < facts.column_count; ++i)
                key.values[place + i] = block.value(facts.columns[i], touch);
            place += facts.width();
            if (facts.has_touch_no) key.values[place - 1] = static_cast<text_number>(touch_no);
        }
        return recent_slot_of(key);
    }

    [[nodiscard]] std::size_t size() const noexcept { return slots_.size(); }

    template <class Visit>
    void for_each(const Visit& visit) const {
        for (const auto& [key, slot] : slots_) visit(key, slot);
    }

   private:
    // Numbers are dense, and a table of them is faster than hashing.
    [[nodiscard]] std::size_t slot_of_value(text_number currency, text_number value) {
        if (currency >= by_value_.size()) by_value_.resize(currency + 1);
        auto& slots = by_value_[currency];
        if (value >= slots.size()) slots.resize(value + 1, no_slot);
        std::size_t& slot = slots[value];
        if (slot == no_slot) {
            group_key key{.currency = currency, .is_attributed = 1};
            key.values[0] = value;
            slot = slot_of(key);
        }
        return slot;
    }

    // Few groups come most often: a small table of the last ones spares the look into the large
    // one.
    [[nodiscard]] std::size_t recent_slot_of(const group_key& key) {
        std::uint64_t hash = key.currency;
        for (std::size_t i = 0; i < width_; ++i) hash = (hash ^ key.values[i]) * 0x9e3779b97f4a7c15;
        auto& [known, slot] = recent_[hash >> (64 - recent_bits)];
        if (slot == no_slot || known != key) {
            known = key;
            slot = slot_of(key);
        }
        return slot;
    }

    static constexpr std::size_t no_slot = static_cast<std::size_t>(-1);
    static constexpr unsigned recent_bits = 10;

    dimension_list by_;
    std::size_t width_ = 0;  // values of a key
    bool is_one_column_ = false;
    std::unordered_map<group_key, std::size_t, group_key_hash> slots_;
    std::vector<std::vector<std::size_t>> by_value_;  // slots by currency and value
    std::vector<std::pair<group_key, std::size_t>> recent_{std::size_t{1} << recent_bits,
                                                           {group_key{}, no_slot}};
};

/// Nothing for null.
[[nodiscard]] inline std::optional<std::string> shared_text_of(const dictionary& texts,
                                                               text_number number) {
    if (number == 0) return std::nullopt;
    return std::string(texts.text_while_shared(number));
}

/// Appends the values that begin at `at` of a key.
inline void append_values(const dimension_facts& facts, const dictionary& texts,
                          const group_key& key, std::size_t at,
                          std::vector<std::optional<std::string>>& out) {
    for (std::size_t i = 0; i < facts.column_count; ++i)
        out.push_back(shared_text_of(texts, key.values[at + i]));
    if (facts.which == dimension::conversion_name) {
        out.push_back(shared_text_of(texts, key.values[at]));
    } else if (facts.is_of_conversions()) {
        const auto days = static_cast<std::int32_t>(key.values[at]);
        out.emplace_back(to_string(calendar_day{std::chrono::days{days}}));
    }
    if (!facts.has_touch_no) return;
    // An unattributed conversion has no touchpoint.
    const text_number touch_no = key.values[at + facts.column_count];
    out.push_back(touch_no == 0 ? std::nullopt : std::optional(std::to_string(touch_no)));
}

/// The values of a group's dimensions.
[[nodiscard]] inline std::vector<std::optional<std::string>> values_of(const dimension_list& by,
                                                                       const dictionary& texts,
                                                                       const group_key& key) {
    std::vector<std::optional<std::string>> values;
    for (const dimension each : by)
        append_values(facts_of(each), texts, key, values.size(), values);
    return values;
}

}  // namespace attrib
