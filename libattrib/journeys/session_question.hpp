/// @file
/// A question about sessions and its answer: how many there were, of how many users.
#pragma once

#include <cstdint>
#include <libattrib/journeys/credit_question.hpp>
#include <libattrib/journeys/session_block.hpp>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

/// Sessions that began from `from` to before `to`, days of the reporting time zone.
struct session_question {
    calendar_day from{};
    calendar_day to{};
    dimension_list by{};      ///< of columns of touchpoints, and periods
    credit_filter only{};     ///< what it says of touchpoints, said of sessions
    bool has_counts = false;  ///< whether events and conversions are counted
    std::size_t most_groups = default_most_amounts;

    /// The columns that sessions need for it.
    [[nodiscard]] session_columns columns() const noexcept;
};

struct session_sums {
    std::int64_t sessions = 0;
    std::int64_t users = 0;  ///< each counted once
    /// These where the question has counts.
    std::int64_t events = 0;
    std::int64_t converting_sessions = 0;
    std::int64_t conversions = 0;

    /// Adds sessions of other users.
    void add(const session_sums& more) noexcept {
        sessions += more.sessions;
        users += more.users;
        events += more.events;
        converting_sessions += more.converting_sessions;
        conversions += more.conversions;
    }
    friend bool operator==(const session_sums&, const session_sums&) = default;
};

struct session_group {
    std::vector<std::optional<std::string>> values;  ///< as in credit_group
    session_sums sums{};

    friend bool operator==(const session_group&, const session_group&) = default;
};

}  // namespace attrib
