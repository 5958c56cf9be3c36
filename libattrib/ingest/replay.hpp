/// @file
/// Events of the past let through as if they happened now: at a pace, with their times moved.
#pragma once

#include <chrono>
#include <cstdint>
#include <libattrib/io/row_parser.hpp>
#include <optional>

namespace attrib {

/// How fast rows are let through; at most one of these.
struct stream_pace {
    std::optional<std::chrono::microseconds> delay{};  ///< between two rows
    std::optional<double> rows_a_second{};
    std::optional<double> speed{};  ///< event time sped up so many times; 1: as it happened
};

/// The time of a row, if it is an event.
[[nodiscard]] std::optional<timestamp> time_of(const row_parser& parser, const event_chunk& row);

/// Says when each row is due. Not thread-safe.
class pacer {
   public:
    using clock = std::chrono::steady_clock;

    explicit pacer(const stream_pace& pace) : pace_(pace) {}

    /// When the next row is due, at most some years from now; nothing: at once. The first call
    /// begins.
    [[nodiscard]] std::optional<clock::time_point> due(const row_parser& parser,
                                                       const event_chunk& row,
                                                       clock::time_point now);

   private:
    [[nodiscard]] double seconds_to(const row_parser& parser, const event_chunk& row);

    stream_pace pace_;
    std::optional<clock::time_point> started_;
    std::uint64_t passed_ = 0;
    std::optional<timestamp> first_time_;
};

/// Moves times on their way.
class shifting_consumer final : public event_consumer {
   public:
    shifting_consumer(event_consumer& to, microseconds shift) : to_(to), shift_(shift) {}

    void accept(const event& taken) override;
    void refuse(const reject& refused) override { to_.refuse(refused); }

   private:
    event_consumer& to_;
    microseconds shift_;
};

}  // namespace attrib
