/// @file
/// Going on after the server was away.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <libattrib/core/error.hpp>
#include <libattrib/core/random.hpp>
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

struct patience {
    const std::atomic<bool>* interrupt = nullptr;  ///< raised: give up waiting
    /// Told once that the server is away, with the reason, and once that it is back.
    std::function<void(const std::string&)> on_message;

    [[nodiscard]] bool is_interrupted() const noexcept {
        return interrupt != nullptr && *interrupt;
    }
};

/// Calls `work` again and again as long as it throws database_unavailable; false when interrupted
/// while the server was away. Other failures go through. `work` must say by `connected()` that it
/// has reached the server, so that the next loss is told anew.
bool while_server_returns(const patience& how,
                          const std::function<void(const std::function<void()>& connected)>& work);

}  // namespace attrib
