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

/// Immutable once built, so any number of threads may read one.
struct session_block {
    std::shared_ptr<dictionary> texts;
    calendar_day day;  ///< of all session starts, in the reporting time zone
    touch_columns columns;
    std::vector<user_number> users;  ///< one per session, in ascending order
    /// One number per session; empty for columns that were not asked for.
    std::array<std::vector<text_number>, touch_column_count> values;

    [[nodiscard]] std::size_t size() const noexcept { return users.size(); }

    [[nodiscard]] text_number value(touch_column which, std::size_t place) const noexcept {
        return values[static_cast<std::size_t>(which)][place];
    }

    /// Bytes of memory, without the dictionary.
    [[nodiscard]] std::size_t bytes() const noexcept;
};

using shared_sessions = std::shared_ptr<const session_block>;

}  // namespace attrib
