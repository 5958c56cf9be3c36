/// @file
/// A time zone: which calendar day a moment falls on, and which moment a clock there shows.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/core/time.hpp>
#include <string>
#include <string_view>

namespace date {
class time_zone;
}

namespace attrib {

/// An IANA time zone by name ("UTC", "Europe/Berlin"). A small value; copies share the zone data,
/// which lives as long as the program. Remembers the last UTC offset and the span it holds for, so
/// that `day_of` is cheap: not thread-safe, copy one into each thread.
class time_zone {
   public:
    /// UTC.
    time_zone() = default;

    /// Looks the name up in the system's time zone database. Errors: unknown_time_zone.
    [[nodiscard]] static result<time_zone> named(std::string_view name);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// The day that `when` falls on here. Days are half open; DST days have 23 or 25 hours.
    [[nodiscard]] calendar_day day_of(timestamp when) noexcept {
        if (when < valid_from_ || when >= valid_until_) find_offset(when);
        return std::chrono::floor<std::chrono::days>(when + offset_);
    }

    /// The first moment after `when` that falls on a later day.
    [[nodiscard]] timestamp next_day(timestamp when) noexcept;

    /// The moment at which clocks here show so many microseconds since 1970-01-01 00:00, as
    /// Postgres has it: an hour that clocks repeat is taken the second time (the later moment); a
    /// time that they skip goes on as if they had not, 02:30 being 03:30.
    [[nodiscard]] timestamp at_clock(microseconds shown) noexcept {
        if (shown < clock_from_ || shown >= clock_until_) find_clock(shown);
        return timestamp{shown - clock_offset_};
    }

   private:
    void find_offset(timestamp when) noexcept;
    void find_clock(microseconds shown) noexcept;
    [[nodiscard]] microseconds offset_at(timestamp when) noexcept;

    std::string name_ = "UTC";
    const date::time_zone* zone_ = nullptr;  // null: UTC
    microseconds offset_{0};
    timestamp valid_from_ = timestamp::min();
    timestamp valid_until_ = timestamp::max();

    // What clocks show while one offset holds; the latest moment of these, and its offset.
    microseconds clock_from_ = microseconds::min();
    microseconds clock_until_ = microseconds::max();
    microseconds clock_offset_{0};
};

}  // namespace attrib
