/// @file
/// Slots of the groups that sessions fall in, found by columns of numbers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <libattrib/journeys/detail/group_slots.hpp>
#include <libattrib/journeys/session_block.hpp>
#include <optional>
#include <span>
#include <vector>

namespace attrib {

/// For one thread. What it is given must outlive it.
class session_slots {
   public:
    /// Tables take at most `most_table_slots` numbers in all; else groups are looked up.
    session_slots(const dimension_list& by, const std::vector<shared_sessions>& blocks,
                  std::size_t most_table_slots = std::size_t{4} << 20)
        : blocks_(blocks), slots_(by) {
        find_column(by);
        for (const shared_sessions& each : blocks) {
            const group_key key = slots_.key_of(each->day, {});
            keys_.push_back(key);
            const auto same = std::ranges::find(table_keys_, key);
            tables_of_.push_back(static_cast<std::size_t>(same - table_keys_.begin()));
            if (same == table_keys_.end()) table_keys_.push_back(key);
        }
        const std::size_t texts = blocks.empty() ? 0 : blocks.front()->texts->size();
        if (column_ && texts * table_keys_.size() > most_table_slots) column_.reset();
        tables_.resize(table_keys_.size());
    }

    /// Puts the slots of the sessions from `begin` to before `end` of the block at that place.
    void find(std::size_t block, std::size_t begin, std::size_t end, std::uint32_t* slots) {
        const session_block& of = *blocks_[block];
        if (!is_by_value_) {
            const auto slot = static_cast<std::uint32_t>(slots_.slot_of(keys_[block]));
            std::fill(slots, slots + (end - begin), slot);
        } else if (column_) {
            find_by_column(block, std::span(of.values[*column_]).subspan(begin, end - begin),
                           slots);
        } else {
            for (std::size_t at = begin; at < end; ++at)
                *slots++ = static_cast<std::uint32_t>(slots_.slot_of_touch(keys_[block], of, at));
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return slots_.size(); }

    template <class Visit>
    void for_each(const Visit& visit) const {
        slots_.for_each(visit);
    }

   private:
    // Slots of the values of one column, for sessions of one period.
    using slot_table = std::vector<std::uint32_t>;

    static constexpr std::uint32_t no_slot = ~std::uint32_t{0};

    // The one column that values come from, where there is no other.
    void find_column(const dimension_list& by) {
        std::size_t columns = 0;
        for (const dimension each : by) {
            const dimension_facts& facts = facts_of(each);
            if (!facts.is_of_touches()) {
                value_place_ += columns == 0 ? facts.width() : 0;
                continue;
            }
            is_by_value_ = true;
            columns += facts.width();
            if (columns == 1) column_ = static_cast<std::size_t>(facts.columns[0]);
        }
        if (columns != 1) column_.reset();
    }

    void find_by_column(std::size_t block, std::span<const text_number> values,
                        std::uint32_t* slots) {
        slot_table& table = tables_[tables_of_[block]];
        for (const text_number value : values) {
            if (value >= table.size()) table.resize(value + 1, no_slot);
            if (table[value] == no_slot) [[unlikely]] {
                group_key key = keys_[block];
                key.is_attributed = 1;
                key.values[value_place_] = value;
                table[value] = static_cast<std::uint32_t>(slots_.slot_of(key));
            }
            *slots++ = table[value];
        }
    }

    const std::vector<shared_sessions>& blocks_;
    group_slots slots_;
    bool is_by_value_ = false;            // of a column, not of periods alone
    std::optional<std::size_t> column_;   // where a table of its values is small enough
    std::size_t value_place_ = 0;         // of the column's value in a key
    std::vector<group_key> keys_;         // of each block, without values of sessions
    std::vector<std::size_t> tables_of_;  // of each block
    std::vector<group_key> table_keys_;
    std::vector<slot_table> tables_;
};

}  // namespace attrib
