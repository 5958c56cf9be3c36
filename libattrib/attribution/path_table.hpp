/// @file
/// Paths and what they brought: a hash table whose keys are arrays of numbers.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/core/money.hpp>
#include <libattrib/core/time.hpp>
#include <span>
#include <vector>

namespace attrib {

/// Sums over conversions of one currency.
struct path_sums {
    std::uint64_t conversions = 0;
    std::uint64_t days = 0;  ///< whole days from first touchpoint to conversion
    money_sum revenue;

    void add(const path_sums& more) noexcept {
        conversions += more.conversions;
        days += more.days;
        revenue += more.revenue;
    }
    friend bool operator==(const path_sums&, const path_sums&) = default;
};

/// Those of one conversion. REQUIRES: the first touchpoint started no later than the conversion.
[[nodiscard]] inline path_sums sums_of_one(timestamp first_touch, timestamp conversion,
                                           money revenue) {
    const auto days = std::chrono::floor<std::chrono::days>(conversion - first_touch);
    return {1, static_cast<std::uint64_t>(days.count()), revenue};
}

/// The hash of a path_table, of all values of a path.
[[nodiscard]] std::uint64_t hash_of_path(std::span<const text_number> values) noexcept;

/// Conversions that wait to be added to a table, their memory used again.
class path_batch {
   public:
    struct entry {
        path_sums sums;
        std::uint64_t hash;  ///< hash_of_path
        std::uint32_t first_value;
        std::uint32_t value_count;
        text_number currency;
    };

    void push(std::span<const text_number> values, std::uint64_t hash, text_number currency,
              const path_sums& sums) {
        entries_.push_back({sums, hash, static_cast<std::uint32_t>(values_.size()),
                            static_cast<std::uint32_t>(values.size()), currency});
        values_.insert(values_.end(), values.begin(), values.end());
    }
    void clear() noexcept {
        entries_.clear();
        values_.clear();
    }

    [[nodiscard]] const std::vector<entry>& entries() const noexcept { return entries_; }
    /// Of all entries.
    [[nodiscard]] std::size_t value_count() const noexcept { return values_.size(); }
    [[nodiscard]] std::span<const text_number> values(const entry& of) const noexcept {
        return {values_.data() + of.first_value, of.value_count};
    }

   private:
    std::vector<entry> entries_;
    std::vector<text_number> values_;
};

/// Paths are known by their places from 0, in the order they first came. All keys lie in one array.
/// Not thread-safe.
class path_table {
   public:
    /// `values` is the whole key; an empty one is a path like others.
    void add(std::span<const text_number> values, text_number currency, const path_sums& more) {
        add(values, hash_of_path(values), currency, more);
    }

    /// The same where the table has the path, or fewer than `most`; else returns false. `hash` is
    /// hash_of_path.
    [[nodiscard]] bool add_among(std::size_t most, std::span<const text_number> values,
                                 std::uint64_t hash, text_number currency, const path_sums& more);

    /// Adds each entry, sooner than one by one: memory is asked for ahead.
    void add(const path_batch& batch);

    [[nodiscard]] std::size_t size() const noexcept { return paths_.size(); }

    /// Good until the next `add`.
    [[nodiscard]] std::span<const text_number> values(std::size_t path) const noexcept {
        return values_of(records_[paths_[path]]);
    }

    /// Calls `visit(currency, sums)` for each currency of the path.
    template <class Visit>
    void for_each_currency(std::size_t path, const Visit& visit) const {
        for (std::uint32_t at = paths_[path]; at != none; at = records_[at].next)
            visit(records_[at].currency, records_[at].sums);
    }

    /// Over all currencies.
    [[nodiscard]] std::uint64_t conversions(std::size_t path) const noexcept;

    /// Memory, roughly.
    [[nodiscard]] std::size_t bytes() const noexcept {
        return records_.size() * sizeof(record) + values_.size() * sizeof(text_number) +
               slots_.size() * sizeof(std::uint32_t);
    }

   private:
    static constexpr std::uint32_t none = 0xffffffff;

    // A path in one currency; `next` has it in another. One line of the cache holds it.
    struct alignas(64) record {
        path_sums sums;
        std::uint64_t hash;
        std::size_t first_value;
        std::uint32_t value_count;
        text_number currency;
        std::uint32_t next = none;
    };

    [[nodiscard]] std::span<const text_number> values_of(const record& of) const noexcept {
        return {values_.data() + of.first_value, of.value_count};
    }
    void add(std::span<const text_number> values, std::uint64_t hash, text_number currency,
             const path_sums& more);
    void add_in_currency(std::uint32_t first, text_number currency, const path_sums& more);
    void take_slot(std::uint32_t& slot, std::span<const text_number> values, std::uint64_t hash,
                   text_number currency, const path_sums& more);
    [[nodiscard]] std::uint32_t& slot_of(std::span<const text_number> values, std::uint64_t hash);
    void grow();

    std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(64, none);  // of first records
    std::vector<std::uint32_t> paths_;  // their first records
    std::vector<record> records_;
    std::vector<text_number> values_;
};

}  // namespace attrib
