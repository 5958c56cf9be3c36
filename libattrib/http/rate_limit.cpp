#include <fmt/format.h>

#include <algorithm>
#include <libattrib/http/rate_limit.hpp>

namespace attrib {
namespace {

constexpr std::chrono::nanoseconds second = std::chrono::seconds{1};
constexpr std::size_t least_kept = 1024;

}  // namespace

rate_limit::rate_limit(std::size_t per_second, std::string_view payer)
    : per_second_(per_second),
      payer_(payer),
      interval_(per_second == 0 ? std::chrono::nanoseconds{0}
                                : second / static_cast<std::int64_t>(per_second)),
      forget_at_(least_kept) {}

// Each request pays for an interval; a client may have paid for one second ahead.
bool rate_limit::admits(const std::string& client, clock::time_point now) {
    if (!is_limited()) return true;
    const std::scoped_lock lock(mutex_);
    if (paid_until_.size() >= forget_at_) forget_idle(now);
    clock::time_point& paid_until = paid_until_.try_emplace(client, now).first->second;
    const clock::time_point then = std::max(paid_until, now) + interval_;
    if (then - now > second) return false;
    paid_until = then;
    return true;
}

problem rate_limit::refusal() const {
    return {
        .status = 429,
        .code = "too_many_requests",
        .detail = fmt::format("of one {} this server takes at most {} requests a second; try again",
                              payer_, per_second_),
        .retry_after = 1};
}

std::size_t rate_limit::size() const {
    const std::scoped_lock lock(mutex_);
    return paid_until_.size();
}

// REQUIRES: the lock. Looks at all only when there are twice as many as were left the last time.
void rate_limit::forget_idle(clock::time_point now) {
    std::erase_if(paid_until_, [now](const auto& each) { return each.second <= now; });
    forget_at_ = std::max(least_kept, 2 * paid_until_.size());
}

}  // namespace attrib
