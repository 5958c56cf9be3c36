/// @file
/// The memory that answers take whose clients do not read them.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <libattrib/http/detail/out_queue.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace attrib::detail {

/// Counts what connections wait to write: a body that several wait for counts once. When it is more
/// than the bound, the connections that have waited longest are given up. Thread-safe.
class unread_answers {
   public:
    /// `bytes` shows how many there are; it must outlive this.
    unread_answers(std::size_t max_bytes, std::atomic<std::size_t>& bytes)
        : max_bytes_(max_bytes), bytes_(bytes) {}

    using ticket = std::uint64_t;  ///< of a connection that waits; 0: none

    /// Counts `queue` in the place of what `known` counted, and returns the connection's ticket.
    /// `give_up` is called once, on any thread, when the connection must go.
    [[nodiscard]] ticket hold(ticket known, const out_queue& queue, std::function<void()> give_up);

    /// The connection waits no more.
    void release(ticket known);

   private:
    struct body {
        std::shared_ptr<const void> owner;  // so that no other body gets its address
        std::size_t holders = 0;
        std::size_t bytes = 0;
    };
    struct holder {
        std::vector<const void*> bodies;
        std::size_t own_bytes = 0;
        std::function<void()> give_up;
    };
    void count(holder& each, const out_queue& queue);
    void forget(const holder& each);

    std::size_t max_bytes_;
    std::mutex mutex_;
    std::map<ticket, holder> holders_;  // who has waited longest first
    std::unordered_map<const void*, body> bodies_;
    std::atomic<std::size_t>& bytes_;
    ticket last_ = 0;
};

}  // namespace attrib::detail
