/// @file
/// How many requests each client may send.
#pragma once

#include <chrono>
#include <cstddef>
#include <libattrib/http/problem.hpp>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace attrib {

/// Admits a number of requests a second from each client, all of them at once if it likes; requests
/// that a client did not use do not add up. Memory holds the clients of about the last second.
/// Thread-safe.
class rate_limit {
   public:
    using clock = std::chrono::steady_clock;

    /// 0: no limit. `payer` is what a client is called in refusals.
    explicit rate_limit(std::size_t per_second, std::string_view payer =
                                                    "token, or of one address "
                                                    "without,");

    /// Whether the client may send a request now; one that may is counted. `now` never goes back.
    [[nodiscard]] bool admits(const std::string& client, clock::time_point now);

    [[nodiscard]] bool is_limited() const noexcept { return per_second_ != 0; }

    /// The answer to a client over its limit.
    [[nodiscard]] problem refusal() const;

    /// Clients that it remembers.
    [[nodiscard]] std::size_t size() const;

   private:
    void forget_idle(clock::time_point now);

    std::size_t per_second_;
    std::string payer_;
    std::chrono::nanoseconds interval_;  // between two requests of a client that sends evenly
    mutable std::mutex mutex_;           // for what follows
    std::unordered_map<std::string, clock::time_point> paid_until_;
    std::size_t forget_at_;
};

}  // namespace attrib
