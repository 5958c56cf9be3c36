/// @file
/// The reporting time zone: which calendar day a moment falls on.
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

   private:
    void find_offset(timestamp when) noexcept;

    std::string name_ = "UTC";
    const date::time_zone* zone_ = nullptr;  // null: UTC
    microseconds offset_{0};
    timestamp valid_from_ = timestamp::min();
    timestamp valid_until_ = timestamp::max();
};

}  // namespace attrib
