/// @file
/// What kind of events to make up.
#pragma once

#include <cstdint>
#include <libattrib/core/error.hpp>
#include <libattrib/core/time.hpp>

namespace attrib {

struct scenario {
    std::uint64_t seed = 0;
    std::uint64_t events = 0;  ///< distinct events; duplicates and broken rows come on top
    std::uint64_t users = 0;   ///< 0: one for every 20 events, at least 1
    std::uint32_t days = 60;   ///< in which sessions begin
    calendar_day start = std::chrono::year{2025} / 1 / 1;
    // Shares of `events`, in millionths.
    std::uint32_t duplicates_ppm = 15'000;  ///< delivered once more, byte by byte the same
    std::uint32_t late_ppm = 20'000;        ///< delivered a minute to three days after their time
    std::uint32_t broken_ppm = 0;           ///< accompanied by a row that breaks a rule

    [[nodiscard]] std::uint64_t user_count() const noexcept {
        return users != 0 ? users : events < 40 ? 1 : events / 20;
    }
};

/// Errors: invalid_option when users exceed events or 2^32 - 1, events exceed 2^32 - 1, a share
/// exceeds 1, or the days are none or reach beyond what an event's time may be.
[[nodiscard]] result<void> check(const scenario& wanted);

}  // namespace attrib
