/// @file
/// What all consumers of a run do: count, and hand rejects on.
#pragma once

#include <cstdint>
#include <functional>
#include <libattrib/io/event_feed.hpp>
#include <mutex>

namespace attrib {

/// Takes rejects as they are met: one call at a time, from any thread, in no order.
using reject_handler = std::function<void(const reject&)>;

/// One thread's consumer of a feed that several drain. `mutex` keeps calls of `on_reject`, which
/// may be null, apart; both must outlive it.
class counting_consumer : public event_consumer {
   public:
    counting_consumer(std::mutex& mutex, const reject_handler& on_reject)
        : mutex_(mutex), on_reject_(on_reject) {}

    void refuse(const reject& refused) final {
        ++rejected_;
        if (!on_reject_) return;
        const std::scoped_lock lock(mutex_);
        on_reject_(refused);
    }

    [[nodiscard]] std::uint64_t read() const noexcept { return accepted_ + rejected_; }
    [[nodiscard]] std::uint64_t rejected() const noexcept { return rejected_; }
    [[nodiscard]] std::uint64_t rounded() const noexcept { return rounded_; }

   protected:
    /// For `accept` to call.
    void count_accepted(const event& taken) noexcept {
        ++accepted_;
        rounded_ += taken.is_value_rounded ? 1 : 0;
    }
    [[nodiscard]] std::uint64_t accepted() const noexcept { return accepted_; }

   private:
    std::mutex& mutex_;
    const reject_handler& on_reject_;
    std::uint64_t accepted_ = 0;
    std::uint64_t rejected_ = 0;
    std::uint64_t rounded_ = 0;
};

}  // namespace attrib
