/// @file
/// What one made-up user does: sessions made on purpose, and the events in them.
#pragma once

#include <cstdint>
#include <libattrib/core/random.hpp>
#include <libattrib/core/time.hpp>
#include <libattrib/generate/catalog.hpp>
#include <libattrib/generate/scenario.hpp>
#include <vector>

namespace attrib {

/// How long before a conversion the truth knows touchpoints, and sessions made on purpose begin.
inline constexpr microseconds true_lookback = std::chrono::days{14};

/// A span of time from 0 to just before `bound`. REQUIRES: bound > 0.
[[nodiscard]] constexpr microseconds up_to(random_stream& random, microseconds bound) noexcept {
    return microseconds{
        static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(bound.count())))};
}

struct journey_event {
    timestamp time;
    event_code name{};
    std::uint8_t page = 0;
    std::uint8_t arrived_by = 0;  ///< place in all_traffic; within a session it may change
    bool repeats_order = false;   ///< a purchase with the transaction_id of the event before it
};

struct journey_session {
    std::uint32_t first = 0;  ///< place of its first event in the journey
    std::uint32_t count = 0;
};

struct journey {
    std::uint8_t device = 0;
    std::uint8_t home = 0;        ///< place in `places`
    bool sends_event_ids = true;  ///< some senders give their events no event_id
    std::vector<journey_event> events;
    std::vector<journey_session> sessions;
};

/// Makes up journeys. Its memory is used again from user to user; one thread at a time.
class journey_maker {
   public:
    explicit journey_maker(const scenario& wanted) : scenario_(wanted) {}

    /// A user of exactly `count` events, set by the scenario's seed and the user's number. Times
    /// grow from event to event, except that a session_start shares its page_view's. Pauses are at
    /// most 30:00.000000 within a session, sometimes just that, and longer between two, sometimes
    /// by one microsecond. Some sessions begin exactly 14 days before a purchase, or a microsecond
    /// more.
    const journey& make(std::uint64_t user, std::uint32_t count);

   private:
    void choose_sessions(random_stream& random, std::uint32_t count);
    void add_session(random_stream& random, std::uint32_t count, timestamp wanted_start);
    void add_event(random_stream& random, timestamp time, bool is_first);
    timestamp place_start(random_stream& random, std::uint32_t first, timestamp wanted);
    std::uint8_t choose_traffic(random_stream& random);

    const scenario& scenario_;
    journey made_;
    std::vector<std::uint32_t> sizes_;
    std::vector<std::uint64_t> starts_;
    std::uint8_t arrived_by_ = 0;
    bool is_buying_ = false;
};

}  // namespace attrib
