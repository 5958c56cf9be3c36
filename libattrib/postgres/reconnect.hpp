/// @file
/// Going on after attempts that failed: backoff, and one message for each outage.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <libattrib/core/random.hpp>
#include <libattrib/postgres/sql_state.hpp>
#include <optional>
#include <string>

namespace attrib {

/// How long to wait before the next attempt: 50 ms, doubled each time up to 5 s, each with up to
/// half of it taken off at random, so that many clients do not come back in step.
class backoff {
   public:
    explicit backoff(std::uint64_t seed) : random_(seed) {}

    [[nodiscard]] std::chrono::milliseconds next();
    void reset() noexcept { longest_ = first; }

   private:
    static constexpr std::chrono::milliseconds first{50};
    static constexpr std::chrono::milliseconds most{5000};

    random_stream random_;
    std::chrono::milliseconds longest_ = first;
};

struct retry_policy {
    const std::atomic<bool>* interrupt = nullptr;  ///< raised: give up waiting
    /// Told once when attempts begin to fail, with the reason, and once when one succeeds again.
    std::function<void(const std::string&)> on_message{};
    /// Told of every failed attempt, with its kind and reason; for counters.
    std::function<void(failure_kind, const std::string&)> on_failed_attempt{};
    /// Told once when an attempt succeeds again.
    std::function<void()> on_recovered{};

    [[nodiscard]] bool is_interrupted() const noexcept {
        return interrupt != nullptr && *interrupt;
    }
};

/// Attempts at one kind of work. Consecutive failures are one outage, even if the connection was
/// reopened in between. An outage is reported once. Only completed work ends it and resets the
/// backoff. One thread at a time.
class attempts {
   public:
    /// `how` must outlive it.
    explicit attempts(const retry_policy& how);

    /// An attempt failed: tells it and draws the pause before the next one.
    void failed(failure_kind kind, const std::string& reason);

    /// Work was done.
    void succeeded();

    [[nodiscard]] bool is_failing() const noexcept { return first_.has_value(); }

    /// Whether the pause is over.
    [[nodiscard]] bool is_due() const noexcept { return clock::now() >= due_; }

    /// Waits until the pause is over; false when interrupted.
    [[nodiscard]] bool wait() const;

   private:
    using clock = std::chrono::steady_clock;

    const retry_policy& how_;
    backoff pause_;
    std::optional<failure_kind> first_;  // of the outage
    clock::time_point due_{};
};

/// Calls `work` again and again as long as it throws failures that pass (sql_state.hpp); false when
/// interrupted meanwhile. Other failures go through. `work` must say by `succeeded()` that it has
/// done something that it could not do in an outage: that ends one.
bool while_server_returns(const retry_policy& how,
                          const std::function<void(const std::function<void()>& succeeded)>& work);

}  // namespace attrib
