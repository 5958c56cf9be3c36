/// @file
/// A bound on the bytes that many hold together.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace attrib {

/// Thread-safe. Must outlive its shares.
class byte_budget {
   public:
    explicit byte_budget(std::size_t max_bytes) : max_bytes_(max_bytes) {}

    [[nodiscard]] std::size_t used() const noexcept { return used_; }
    [[nodiscard]] std::size_t max_bytes() const noexcept { return max_bytes_; }

    /// What one holder has taken; given back when it goes. For one thread at a time.
    class share {
       public:
        explicit share(byte_budget& of) noexcept : of_(&of) {}
        share(share&& other) noexcept : of_(other.of_), held_(std::exchange(other.held_, 0)) {}
        share& operator=(share&&) = delete;
        ~share() { release(); }

        /// Holds `bytes` in all. False when the budget lacks them: then nothing changes.
        [[nodiscard]] bool grow_to(std::size_t bytes) noexcept {
            if (bytes <= held_) return true;
            if (!of_->take(bytes - held_)) return false;
            held_ = bytes;
            return true;
        }

        void release() noexcept { of_->used_ -= std::exchange(held_, 0); }

       private:
        byte_budget* of_;
        std::size_t held_ = 0;
    };

   private:
    bool take(std::size_t bytes) noexcept {
        // What is refused must not be counted for a moment: it would have others refused.
        std::size_t used = used_;
        do {
            if (bytes > max_bytes_ - used) return false;
        } while (!used_.compare_exchange_weak(used, used + bytes));
        return true;
    }

    std::size_t max_bytes_;
    std::atomic<std::size_t> used_{0};
};

}  // namespace attrib
