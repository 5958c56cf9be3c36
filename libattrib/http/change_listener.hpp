/// @file
/// Hears of changes of the tables and passes them on: to the journeys and sessions kept, to the
/// cache, to the event stream.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <libattrib/http/answer_cache.hpp>
#include <libattrib/http/metrics.hpp>
#include <libattrib/http/problem.hpp>
#include <libattrib/http/sse_broker.hpp>
#include <libattrib/journeys/journey_store.hpp>
#include <libattrib/journeys/session_store.hpp>
#include <libattrib/postgres/sql_state.hpp>
#include <libattrib/report/report.hpp>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace attrib {

struct feed_options {
    std::string database;  ///< as `connection` takes it
    /// Called with each new connection: makes the schema fit, or throws. Until it has returned
    /// once the API answers 503.
    std::function<void(connection&)> prepare{};
    std::string version{};
    bool refreshes = false;  ///< whether this process keeps the tables up to date, too
    /// Changes within it are told together.
    std::chrono::milliseconds gather{15};
    /// Told once that the database is away, again when the reason is another, and once that it is
    /// back.
    std::function<void(const std::string&)> on_message{};
    /// Told of each failure of a connection.
    std::function<void(const failure&)> on_failure{};
    /// Called whenever the database is there again, before `is_live` says so.
    std::function<void()> on_return{};
    /// Called whenever the database is there again, once `is_live` says so.
    std::function<void()> on_live{};
};

/// Runs on a thread of its own with a connection of its own, which it makes again when it is lost.
/// Thread-safe. What is given must outlive it.
class change_listener {
   public:
    change_listener(feed_options options, answer_cache& cache, journey_store& journeys,
                    session_store& sessions, sse_broker& hub, server_metrics& metrics);
    change_listener(const change_listener&) = delete;
    change_listener& operator=(const change_listener&) = delete;
    ~change_listener();

    /// The answer of GET status. Throws what connection throws.
    [[nodiscard]] json status(connection& on);

    [[nodiscard]] bool is_live() const noexcept { return is_live_; }

    /// Of the program, as the options have it.
    [[nodiscard]] const std::string& version() const noexcept { return options_.version; }

    /// What the refresh of this process tells: `status` shows it until it has recovered.
    void note_failed_refresh(failure_kind kind, const std::string& reason);
    void note_recovered_refresh();

    /// Why no question can be answered, not even by a kept answer: the database was not there yet,
    /// or its schema does not fit.
    [[nodiscard]] std::optional<problem> obstacle() const;

   private:
    class listening;  // one connection's life

    static constexpr std::size_t seconds_counted = 60;

    void run();
    void lose(const failure& failed);
    void count_events(std::uint64_t rows);
    [[nodiscard]] std::uint64_t events_a_minute() const;
    [[nodiscard]] json state_json() const;

    feed_options options_;
    answer_cache& cache_;
    journey_store& journeys_;
    session_store& sessions_;
    sse_broker& hub_;
    server_metrics& metrics_;
    std::atomic<bool> is_live_{false};
    std::atomic<bool> is_usable_{false};  // there is no obstacle
    std::atomic<bool> is_stopping_{false};
    std::optional<errc> told_;  // code of the failure that was told last

    mutable std::mutex mutex_;  // for what follows
    problem obstacle_;
    std::optional<timestamp> newest_event_;
    std::optional<timestamp> newest_change_;
    std::int64_t change_ = 0;
    json tables_;                     // tables_report as it was last
    json refresh_failure_ = nullptr;  // null while refreshes succeed
    std::array<std::pair<std::int64_t, std::uint64_t>, seconds_counted> counts_{};  // second, rows

    std::jthread thread_;
};

}  // namespace attrib
