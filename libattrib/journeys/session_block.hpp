/// @file
/// The sessions of one day, packed for counting: arrays of numbers, texts in one dictionary.
#pragma once

#include <array>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/core/time.hpp>
#include <libattrib/journeys/journey_block.hpp>
#include <memory>
#include <vector>

namespace attrib {

/// Numbers of users, from 0.
using user_number = std::uint32_t;

/// What a session has beside its user: columns, and its counts where they are asked for.
struct session_columns {
    session_columns() = default;
    session_columns(touch_columns of, bool counts = false) : touches(of), has_counts(counts) {}

    [[nodiscard]] session_columns with(session_columns others) const noexcept {
        return {touches.with(others.touches), has_counts || others.has_counts};
    }
    [[nodiscard]] bool has(touch_column which) const noexcept { return touches.has(which); }
    [[nodiscard]] bool has_all(session_columns others) const noexcept {
        return touches.has_all(others.touches) && (has_counts || !others.has_counts);
    }
    /// Bytes that a session's values take.
    [[nodiscard]] std::size_t bytes() const noexcept;

    touch_columns touches{};
    bool has_counts = false;
};

/// What happened in a session.
struct session_counts {
    std::uint32_t events = 0;
    std::uint32_t conversions = 0;
};

/// Immutable once built, so any number of threads may read one.
struct session_block {
    std::shared_ptr<dictionary> texts;
    calendar_day day;  ///< of all session starts, in the reporting time zone
    session_columns columns;
    std::vector<user_number> users;  ///< one per session, in ascending order
    /// One number per session; empty for columns that were not asked for.
    std::array<std::vector<text_number>, block_column_count> values;
    std::vector<session_counts> counts;  ///< the same

    [[nodiscard]] std::size_t size() const noexcept { return users.size(); }

    [[nodiscard]] text_number value(touch_column which, std::size_t place) const noexcept {
        return values[static_cast<std::size_t>(which)][place];
    }

    /// Bytes of memory, without the dictionary.
    [[nodiscard]] std::size_t bytes() const noexcept;
};

using shared_sessions = std::shared_ptr<const session_block>;

}  // namespace attrib
