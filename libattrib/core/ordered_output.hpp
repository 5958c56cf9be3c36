/// @file
/// Pieces of output that are made on many threads and written in order.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <libattrib/core/threads.hpp>
#include <map>
#include <mutex>
#include <utility>

namespace attrib {

/// Hands pieces to `write` in the order of their numbers, 0, 1, 2 and so on, one at a time; holds
/// back threads that are far ahead, so that few pieces wait in memory.
template <class Piece>
class ordered_output {
   public:
    /// At most `window` pieces wait.
    ordered_output(std::function<void(Piece&&)> write, std::size_t window)
        : write_(std::move(write)), window_(window) {}

    /// Gives a piece; may write it and those after it, or wait for the ones before. Throws what
    /// `write` throws; after that every call returns at once, false.
    bool submit(std::size_t number, Piece&& piece) {
        std::unique_lock lock(mutex_);
        advanced_.wait(lock, [&] { return abandoned_ || number < next_ + window_; });
        waiting_.emplace(number, std::move(piece));
        // Whoever brings the next piece writes; the others leave theirs and go on.
        while (!abandoned_ && !writing_ && waiting_.contains(next_)) {
            Piece ready = std::move(waiting_.extract(next_).mapped());
            writing_ = true;
            lock.unlock();
            write_(std::move(ready));
            lock.lock();
            writing_ = false;
            ++next_;
            advanced_.notify_all();
        }
        return !abandoned_;
    }

    /// Writes the beginning of a large piece, after all pieces before it; `submit` brings the
    /// rest. Throws what `write` throws; false after abandon.
    bool submit_part(std::size_t number, Piece&& part) {
        std::unique_lock lock(mutex_);
        advanced_.wait(lock, [&] { return abandoned_ || (next_ == number && !writing_); });
        if (abandoned_) return false;
        writing_ = true;
        lock.unlock();
        write_(std::move(part));
        lock.lock();
        writing_ = false;
        return !abandoned_;
    }

    /// Lets all waiting threads go, when one of them cannot submit any more.
    void abandon() {
        const std::scoped_lock lock(mutex_);
        abandoned_ = true;
        advanced_.notify_all();
    }

   private:
    std::function<void(Piece&&)> write_;
    std::size_t window_;
    std::mutex mutex_;
    std::condition_variable advanced_;
    std::map<std::size_t, Piece> waiting_;
    std::size_t next_ = 0;
    bool writing_ = false;
    bool abandoned_ = false;
};

/// Makes the pieces 0 to `count` - 1 by `make(thread, number, write_part)` on `threads` threads and
/// hands them to `write` in order; at most `window` wait. Whoever makes a piece may call
/// `write_part(Piece&&)` with what it has so far. Throws what either throws.
template <class Piece, class Make>
void write_in_order(std::size_t count, unsigned threads, std::size_t window, const Make& make,
                    std::function<void(Piece&&)> write) {
    ordered_output<Piece> output(std::move(write), window);
    std::atomic<std::size_t> next{0};
    run_on_threads(threads, [&](unsigned thread) {
        try {
            for (std::size_t i = next++; i < count; i = next++)
                if (!output.submit(i, make(thread, i, [&](Piece&& part) {
                                       output.submit_part(i, std::move(part));
                                   })))
                    return;
        } catch (...) {  // thrown again: only the other threads must learn of it
            output.abandon();
            throw;
        }
    });
}

}  // namespace attrib
