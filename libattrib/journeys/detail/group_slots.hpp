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
    std::array<text_number, 4> values{};
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
    explicit group_slots(dimension by) : facts_(facts_of(by)) {}

    [[nodiscard]] std::size_t slot_of(const group_key& key) {
        return slots_.try_emplace(key, slots_.size()).first->second;
    }

    /// Of the touch's values of the dimension, `touch_no` of them where it has that. REQUIRES: it
    /// is one of touchpoints.
    [[nodiscard]] std::size_t slot_of_touch(const journey_block& block, std::size_t touch,
                                            text_number currency, std::size_t touch_no = 0) {
        group_key key{.currency = currency, .is_attributed = 1};
        for (std::size_t i = 0; i < facts_.column_count; ++i)
            key.values[i] = block.value(facts_.columns[i], touch);
        if (facts_.has_touch_no)
            key.values[facts_.column_count] = static_cast<text_number>(touch_no);
        if (facts_.column_count > 1 || facts_.has_touch_no) return recent_slot_of(key);
        // One column: numbers are dense, and a table of them is faster than hashing.
        if (currency >= by_value_.size()) by_value_.resize(currency + 1);
        auto& slots = by_value_[currency];
        if (key.values[0] >= slots.size()) slots.resize(key.values[0] + 1, no_slot);
        std::size_t& slot = slots[key.values[0]];
        if (slot == no_slot) slot = slot_of(key);
        return slot;
    }

    [[nodiscard]] std::size_t size() const noexcept { return slots_.size(); }

    template <class Visit>
    void for_each(const Visit& visit) const {
        for (const auto& [key, slot] : slots_) visit(key, slot);
    }

   private:
    // Few groups come most often: a small table of the last ones spares the look into the large
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

    static constexpr std::size_t no_slot = static_cast<std::size_t>(-1);
    static constexpr unsigned recent_bits = 10;

    const dimension_facts& facts_;
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

}  // namespace attrib
