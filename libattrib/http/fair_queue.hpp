/// @file
/// Jobs in the order in which they are served: clients take turns.
#pragma once

#include <cassert>
#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

namespace attrib {

/// Whom a job is for.
struct job_owner {
    std::string client{};           ///< takes turns with others, however many jobs each has
    bool is_ahead_of_time = false;  ///< nobody waits for it yet
    bool is_begun = false;          ///< part of an answer that is being sent; is not refused
};

enum class queue_verdict : unsigned char { queued, client_has_too_many, all_have_too_many };

/// A job that nobody waits for comes when no other waits, or after `turns_before_ahead` of those.
/// Not thread-safe.
template <class Job>
class fair_queue {
   public:
    fair_queue(std::size_t max_jobs, std::size_t max_per_client)
        : max_jobs_(max_jobs), max_per_client_(max_per_client) {}

    [[nodiscard]] queue_verdict push(const job_owner& owner, Job job) {
        if (size_ >= max_jobs_ && !owner.is_begun) return queue_verdict::all_have_too_many;
        if (owner.is_ahead_of_time) {
            ahead_.push_back(std::move(job));
        } else {
            std::deque<Job>& own = by_client_[owner.client];
            if (own.size() >= max_per_client_ && !owner.is_begun)
                return queue_verdict::client_has_too_many;
            if (own.empty()) turns_.push_back(owner.client);
            own.push_back(std::move(job));
        }
        ++size_;
        return queue_verdict::queued;
    }

    /// REQUIRES: it is not empty.
    [[nodiscard]] Job pop() {
        assert(size_ != 0);
        --size_;
        if (turns_.empty() || (!ahead_.empty() && turns_since_ahead_ >= turns_before_ahead)) {
            turns_since_ahead_ = 0;
            return take(ahead_);
        }
        ++turns_since_ahead_;
        std::string client = std::move(turns_.front());
        turns_.pop_front();
        const auto own = by_client_.find(client);
        Job job = take(own->second);
        if (own->second.empty())
            by_client_.erase(own);
        else
            turns_.push_back(std::move(client));
        return job;
    }

    void clear() {
        by_client_.clear();
        turns_.clear();
        ahead_.clear();
        size_ = 0;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t clients() const noexcept { return turns_.size(); }

    static constexpr unsigned turns_before_ahead = 8;

   private:
    static Job take(std::deque<Job>& jobs) {
        Job job = std::move(jobs.front());
        jobs.pop_front();
        return job;
    }

    std::size_t max_jobs_;
    std::size_t max_per_client_;
    std::unordered_map<std::string, std::deque<Job>> by_client_;  // those that have any
    std::deque<std::string> turns_;                               // their names, next first
    std::deque<Job> ahead_;
    unsigned turns_since_ahead_ = 0;
    std::size_t size_ = 0;
};

}  // namespace attrib
