/// @file
/// Commits the events of many requests together.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <libattrib/http/database_pool.hpp>
#include <libattrib/ingest/raw_batch.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace attrib {

/// Events of one request.
struct waiting_events {
    raw_batch rows;
    row_counts counts;
    std::string target;  ///< of the request, as the ledger shows it

    /// Called once, on any thread, when the outcome is known: with null after the commit, else with
    /// what the database refused or why it could not be asked.
    std::function<void(const std::exception_ptr&)> on_outcome;
};

struct group_commit_options {
    std::size_t max_bytes = std::size_t{64} << 20;       ///< of rows that are not committed yet
    std::size_t max_group_bytes = std::size_t{2} << 20;  ///< of rows in one transaction, about
    unsigned max_groups = 1;                             ///< that are stored at once

    /// How long after the end of a group the next one may wait, so that it is not small: until as
    /// many requests wait as that group had and left waiting, or, with `keeps_trying`, all that
    /// time.
    std::chrono::microseconds gather{};

    /// Whether events stay until they are committed, however long the database is away. Else a
    /// group that fails is given up, and those who wait for it are told.
    bool keeps_trying = false;

    /// Told when events begin to wait for a database that fails, and when they do so no more.
    std::function<void(const std::string&)> on_message{};
};

/// Events that are added while a group is being committed are the next group. A group is one batch
/// of the ledger. Events that the database refuses for what they are do not take others down with
/// them: their group is halved until they are alone. Thread-safe. The pool must outlive the last
/// call; `add` must not be called any more when the pool goes.
class group_commit {
   public:
    group_commit(database_pool& writers, group_commit_options options);
    group_commit(const group_commit&) = delete;
    group_commit& operator=(const group_commit&) = delete;
    ~group_commit();

    /// False when so much waits that these must not wait, too: then nothing changes.
    [[nodiscard]] bool add(waiting_events events);

    /// Waits until nothing waits any more.
    void flush();

    /// Bytes of the rows that are not committed yet.
    [[nodiscard]] std::size_t waiting_bytes() const;
    /// Events that are not committed yet.
    [[nodiscard]] std::size_t waiting_events_count() const;
    /// Groups that were committed.
    [[nodiscard]] std::uint64_t groups() const;

   private:
    struct group;

    void start(const std::shared_ptr<group>& work);
    void take(group& into);
    [[nodiscard]] bool is_enough() const noexcept;
    void run(connection& on, group& taken);
    void fail(const std::shared_ptr<group>& taken, const std::exception_ptr& why);
    void end(group& taken, const std::exception_ptr& why);
    void note(bool is_failing, const std::string& why);

    database_pool& writers_;
    group_commit_options options_;
    std::string identity_;
    mutable std::mutex mutex_;  // for what follows
    std::uint64_t next_group_ = 0;
    std::condition_variable changed_;
    std::deque<waiting_events> waiting_;
    std::size_t waiting_bytes_ = 0;  // of `waiting_`
    std::size_t expected_ = 0;       // requests of the next group
    bool is_gathering_ = false;
    std::chrono::steady_clock::time_point gather_until_;
    std::size_t bytes_ = 0;   // of `waiting_` and of the groups being stored
    std::size_t events_ = 0;  // the same
    unsigned running_ = 0;    // groups
    std::uint64_t committed_ = 0;
    bool is_failing_ = false;
    bool is_closing_ = false;
};

}  // namespace attrib
