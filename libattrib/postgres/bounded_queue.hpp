/// @file
/// A queue between threads that holds only so much.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace attrib {

/// Givers wait while it is full, takers while it is empty. `close` says that nothing more comes,
/// `abandon` that nobody wants more; both let everyone go who waits.
template <class Value>
class bounded_queue {
   public:
    explicit bounded_queue(std::size_t capacity) : capacity_(capacity) {}

    /// False when the queue was closed or abandoned; the value is lost then.
    bool push(Value value) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return closed_ || values_.size() < capacity_; });
        if (closed_) return false;
        values_.push_back(std::move(value));
        changed_.notify_all();
        return true;
    }

    /// Nothing when the queue was closed and is empty.
    std::optional<Value> pop() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return closed_ || !values_.empty(); });
        if (values_.empty()) return std::nullopt;
        std::optional<Value> value(std::move(values_.front()));
        values_.pop_front();
        changed_.notify_all();
        return value;
    }

    void close() noexcept {
        const std::scoped_lock lock(mutex_);
        closed_ = true;
        changed_.notify_all();
    }

    void abandon() noexcept {
        const std::scoped_lock lock(mutex_);
        closed_ = true;
        abandoned_ = true;
        values_.clear();
        changed_.notify_all();
    }

    [[nodiscard]] std::size_t size() const noexcept {
        const std::scoped_lock lock(mutex_);
        return values_.size();
    }

    [[nodiscard]] bool is_abandoned() const noexcept {
        const std::scoped_lock lock(mutex_);
        return abandoned_;
    }

   private:
    std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Value> values_;
    bool closed_ = false;
    bool abandoned_ = false;
};

}  // namespace attrib
