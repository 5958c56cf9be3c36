/// @file
/// Threads with a connection each, that run queries for a server that must not wait.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <libattrib/http/fair_queue.hpp>
#include <libattrib/postgres/connection.hpp>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace attrib {

struct database_pool_options {
    std::string database;  ///< as `connection` takes it
    unsigned threads = 4;
    std::size_t most_waiting = 2000;             ///< jobs; more are refused
    std::size_t max_per_client = 200;            ///< of them
    std::function<void(connection&)> prepare{};  ///< called with each new connection
};

/// Runs jobs on its threads. Connections are made when they are needed, and again after they were
/// lost: a job that finds its connection gone is tried once more on a new one, so it must bear
/// being run twice. Thread-safe; destruction waits for the jobs that run and drops those that wait.
class database_pool {
   public:
    /// What a job answers to the caller is its own business; what it throws goes to `on_failure`.
    struct job {
        std::function<void(connection&)> run;
        std::function<void(const std::exception_ptr&)> on_failure;
    };

    explicit database_pool(database_pool_options options);
    database_pool(const database_pool&) = delete;
    database_pool& operator=(const database_pool&) = delete;
    ~database_pool();

    /// Refuses when too many wait already, of this client or in all.
    [[nodiscard]] queue_verdict submit(job work, const job_owner& owner = {});

    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] std::size_t waiting_clients() const;

    /// The database was away and is back: nobody refuses a job any more because it was.
    void come_back() noexcept { ++returns_; }

   private:
    class worker;

    void serve();

    database_pool_options options_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    fair_queue<job> jobs_;
    bool is_closing_ = false;
    std::atomic<std::uint64_t> returns_{0};  // calls of come_back
    std::vector<std::jthread> threads_;
};

}  // namespace attrib
