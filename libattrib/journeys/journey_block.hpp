/// @file
/// The journeys of one day's conversions, packed for folding: arrays of numbers, texts in one
/// dictionary.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <libattrib/attribution/touch.hpp>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/core/money.hpp>
#include <libattrib/core/time.hpp>
#include <memory>
#include <string_view>
#include <vector>

namespace attrib {

/// A column of a touchpoint's session that reports group and filter by.
enum class touch_column : std::uint8_t {
    channel,
    source,
    medium,
    campaign,
    landing_page,
    device_category,
    country,
    visitor,  ///< new_visitor, or returning_visitor after a session in the journey window before
};
/// Columns that int_sessions stores.
inline constexpr std::size_t touch_column_count = 7;
/// Columns that a block may have: those and `visitor`, which is derived from earlier sessions.
inline constexpr std::size_t block_column_count = touch_column_count + 1;
inline constexpr std::array<std::string_view, block_column_count> touch_column_names{
    "channel",      "source",          "medium",  "campaign",
    "landing_page", "device_category", "country", "visitor"};
inline constexpr std::string_view new_visitor = "new";
inline constexpr std::string_view returning_visitor = "returning";

/// Touch columns as a set of bits. `channel` is in every set.
class touch_columns {
   public:
    constexpr touch_columns() = default;

    [[nodiscard]] constexpr touch_columns with(touch_column which) const noexcept {
        touch_columns more = *this;
        more.bits_ |= 1U << static_cast<unsigned>(which);
        return more;
    }
    [[nodiscard]] constexpr touch_columns with(touch_columns others) const noexcept {
        touch_columns more = *this;
        more.bits_ |= others.bits_;
        return more;
    }
    [[nodiscard]] constexpr bool has(touch_column which) const noexcept {
        return (bits_ >> static_cast<unsigned>(which) & 1U) != 0;
    }
    [[nodiscard]] constexpr bool has_all(touch_columns others) const noexcept {
        return (bits_ & others.bits_) == others.bits_;
    }

    [[nodiscard]] constexpr int count() const noexcept { return std::popcount(bits_); }

   private:
    unsigned bits_ = 1U << static_cast<unsigned>(touch_column::channel);
};

/// A conversion as far as reports fold it.
struct packed_conversion {
    timestamp when;
    money revenue;
    std::int64_t id_hash = 0;  ///< hashtextextended(conversion_id, 0)
    text_number name = 0;
    text_number currency = 0;
    std::uint32_t first_touch = 0;  ///< its touches lie from here to those of the next conversion
};

/// Immutable once built, so any number of threads may read one.
struct journey_block {
    std::shared_ptr<dictionary> texts;
    calendar_day day;  ///< conversion_date of all
    touch_columns columns;
    std::vector<packed_conversion> conversions;
    /// Of each conversion the touchpoints as far as journeys reach, in order of time;
    /// `touch::channel` numbers the channel's text.
    std::vector<touch> touches;
    /// One number per touch; empty for the channel, and for columns that were not asked for.
    std::array<std::vector<text_number>, block_column_count> values;

    /// The first touch of the conversion that began at most `lookback` before it; touches_end where
    /// none did.
    [[nodiscard]] std::size_t touches_begin(std::size_t conversion,
                                            microseconds lookback) const noexcept {
        const timestamp earliest = conversions[conversion].when - lookback;
        const std::size_t end = touches_end(conversion);
        std::size_t begin = conversions[conversion].first_touch;
        while (begin != end && touches[begin].start < earliest) ++begin;
        return begin;
    }

    [[nodiscard]] std::size_t touches_end(std::size_t conversion) const noexcept {
        return conversion + 1 < conversions.size() ? conversions[conversion + 1].first_touch
                                                   : touches.size();
    }

    [[nodiscard]] text_number value(touch_column which, std::size_t touch) const noexcept {
        return which == touch_column::channel ? touches[touch].channel
                                              : values[static_cast<std::size_t>(which)][touch];
    }

    /// Bytes of memory, without the dictionary.
    [[nodiscard]] std::size_t bytes() const noexcept;
};

using shared_block = std::shared_ptr<const journey_block>;

}  // namespace attrib
