/// @file
/// What the data-driven models know of journeys: counts per day that add up over users, days and
/// machines (docs/models.md, "Journeys").
#pragma once

#include <array>
#include <cstdint>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/core/money.hpp>
#include <libattrib/core/time_zone.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace attrib {

/// A session as far as journeys go; `values` are numbers of texts, one per dimension.
struct path_session {
    timestamp start;
    std::array<std::uint32_t, journey_dimension_count> values{};
};

/// A conversion as far as journeys go.
struct path_conversion {
    timestamp when;
    std::uint32_t name = 0;      ///< its place among the names of conversions
    std::uint32_t currency = 0;  ///< number of a text
    money revenue;
};

/// Conversion names once each, sorted: what `path_conversion::name` counts.
[[nodiscard]] std::vector<std::string> distinct_names(std::vector<std::string> conversions);

/// Adds journeys up. One per thread, merged at the end. Not thread-safe.
class journey_statistics {
   public:
    /// Adds one user's journeys for each of `names` conversion names, or takes them off with a
    /// `sign` of -1. `conversions` may have any names. REQUIRES: both in order of time.
    void add_user(std::span<const path_session> sessions,
                  std::span<const path_conversion> conversions, std::size_t names,
                  microseconds lookback, time_zone& zone, int sign = 1);

    void add(const journey_statistics& other);

    /// Adds a row as `transitions` or `sets` give it. `name` is the place of its conversion name.
    void add(const transition_row& row, std::uint32_t name, dictionary& texts);
    void add(const journey_set_row& row, std::uint32_t name, dictionary& texts);

    [[nodiscard]] bool empty() const noexcept { return transitions_.empty(); }

    /// Rows that are not zero, sorted by their columns, text byte by byte. `names` are the
    /// conversion names, `texts` has the numbers of values and currencies.
    [[nodiscard]] std::vector<transition_row> transitions(const std::vector<std::string>& names,
                                                          const dictionary& texts) const;
    [[nodiscard]] std::vector<journey_set_row> sets(const std::vector<std::string>& names,
                                                    const dictionary& texts) const;

   private:
    struct transition_key {
        calendar_day day;
        std::uint32_t name = 0;
        std::uint32_t from = 0;
        std::uint32_t to = 0;
        journey_dimension dimension = journey_dimension::channel;
        transition_kind kind = transition_kind::start;

        friend bool operator==(const transition_key&, const transition_key&) = default;
    };
    struct set_key {
        calendar_day day;
        std::uint32_t name = 0;
        std::uint32_t currency = 0;
        std::uint32_t members = 0;  // number of the set
        journey_dimension dimension = journey_dimension::channel;

        friend bool operator==(const set_key&, const set_key&) = default;
    };
    struct set_cell {
        std::int64_t journeys = 0;
        std::int64_t conversions = 0;
        money_sum revenue;

        [[nodiscard]] bool is_zero() const noexcept {
            return journeys == 0 && conversions == 0 && revenue == money_sum{};
        }
    };
    struct transition_hash {
        std::size_t operator()(const transition_key& of) const noexcept;
    };
    struct set_hash {
        std::size_t operator()(const set_key& of) const noexcept;
    };
    // Sets of numbers, sorted, by their own numbers.
    class set_numbers {
       public:
        std::uint32_t number_of(std::span<const std::uint32_t> members);
        [[nodiscard]] std::span<const std::uint32_t> members_of(std::uint32_t number) const {
            return *sets_[number];
        }

       private:
        struct members_hash {
            using is_transparent = void;
            std::size_t operator()(std::span<const std::uint32_t> of) const noexcept;
        };
        struct members_equal {
            using is_transparent = void;
            bool operator()(std::span<const std::uint32_t> a,
                            std::span<const std::uint32_t> b) const noexcept {
                return std::ranges::equal(a, b);
            }
        };
        std::unordered_map<std::vector<std::uint32_t>, std::uint32_t, members_hash, members_equal>
            numbers_;
        std::vector<const std::vector<std::uint32_t>*> sets_;  // keys of numbers_
    };

    // What a journey of any dimension has in common.
    struct journey_facts {
        std::uint32_t name = 0;
        calendar_day day;
        const path_conversion* conversion = nullptr;
        int sign = 1;
    };
    void add_journey(const journey_facts& facts, std::span<const path_session> sessions);
    void add_transitions(const journey_facts& facts, std::span<const path_session> sessions,
                         journey_dimension dimension);
    void add_set(const journey_facts& facts, std::span<const path_session> sessions,
                 journey_dimension dimension);

    std::unordered_map<transition_key, std::int64_t, transition_hash> transitions_;
    std::unordered_map<set_key, set_cell, set_hash> sets_;
    set_numbers set_numbers_;
    std::vector<std::uint32_t> members_;    // of the set being made
    std::vector<path_conversion> of_name_;  // conversions of one name
};

}  // namespace attrib
