/// @file
/// A made-up event on its way: small, so that millions can be put in order of arrival.
#pragma once

#include <cstdint>
#include <libattrib/event/event.hpp>
#include <libattrib/generate/journey.hpp>
#include <string>

namespace attrib {

enum class row_fault : std::uint8_t {
    none,
    no_user,
    no_time,
    time_in_seconds,
    time_without_offset,
    time_out_of_range,
    bad_value,
    value_too_large,
    one_field_more,
    stray_quote,
    bad_utf8,
    long_user,
};
inline constexpr std::uint64_t row_fault_count = 11;  ///< without `none`

struct delivery {
    timestamp arrival;
    timestamp time;
    std::uint32_t number;  ///< of the event: users one after the other, each in order of time
    std::uint32_t user;
    event_code name;
    std::uint8_t page;
    std::uint8_t arrived_by;
    std::uint8_t device;
    std::uint8_t home;
    bool sends_event_id;
    bool repeats_order;
    row_fault fault;
};

/// Writes out what a delivery stands for. The views in an event last until the next call.
class delivery_text {
   public:
    explicit delivery_text(const scenario& wanted) noexcept : seed_(mix(wanted.seed)) {}

    [[nodiscard]] const event& event_of(const delivery& what);

    /// Appends the event's CSV row, or one that breaks the rule of its fault.
    void append_row(std::string& out, const delivery& what);

   private:
    void append_broken(std::string& out, row_fault fault);

    std::uint64_t seed_;
    event event_;
    std::string event_id_;
    std::string user_;
    std::string transaction_;
};

/// The user's id: `<10 digits>.<10 digits>`, another for every number.
void append_user_id(std::string& out, std::uint32_t user);

}  // namespace attrib
