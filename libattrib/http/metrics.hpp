/// @file
/// What the server counts, in Prometheus' text format.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <libattrib/postgres/sql_state.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// What a connection to the database is used for.
enum class job_kind : unsigned char {
    report,  ///< an answer that somebody waits for
    ahead,   ///< an answer that is made again before it is asked for
    status,
    ingest,
};

/// Thread-safe; counting costs a few nanoseconds.
class server_metrics {
   public:
    /// A refresh or rebuild that failed and is tried again.
    void count_failed_refresh(failure_kind kind) noexcept;

    /// A request of a client of the site that was refused with a problem of that code.
    void count_collect_refusal(std::string_view code) noexcept;

    void count_request(int status, std::chrono::nanoseconds took) noexcept;

    void count_job(job_kind kind, std::chrono::nanoseconds took) noexcept;

    std::atomic<std::int64_t> connections{0};  ///< open now
    std::atomic<std::uint64_t> connections_refused{0};
    std::atomic<std::uint64_t> requests_limited{0};     ///< refused as their client sent too many
    std::atomic<std::size_t> unread_bytes{0};           ///< of answers that clients do not read
    std::atomic<std::uint64_t> slow_readers_closed{0};  ///< for it
    std::atomic<std::uint64_t> answers_cut_off{0};      ///< as their next piece failed
    std::atomic<std::size_t> export_bytes{0};           ///< see api, when asked for
    std::atomic<std::int64_t> stream_clients{0};        ///< now
    std::atomic<std::uint64_t> stream_dropped{0};       ///< clients who read too slowly
    std::atomic<std::uint64_t> stream_messages{0};      ///< published
    std::atomic<std::uint64_t> events_seen{0};          ///< deliveries that refreshes took in
    std::atomic<std::uint64_t> ingest_accepted{0};      ///< by POST
    std::atomic<std::uint64_t> ingest_rejected{0};
    std::atomic<std::uint64_t> collect_without_consent{0};  ///< events of clients, dropped
    std::atomic<std::int64_t> collect_waiting_bytes{0};     ///< when asked for
    std::atomic<std::uint64_t> collect_lost{0};             ///< answered early, then refused
    std::atomic<std::uint64_t> collect_groups{0};           ///< committed, when asked for
    std::atomic<std::uint64_t> rejects_seen{0};             ///< rows that batches had rejected
    std::atomic<std::int64_t> lag_ms{0};
    std::atomic<std::int64_t> batches_waiting{0};
    std::atomic<std::int64_t> quarantined_batches{0};
    std::atomic<std::int64_t> quarantined_users{0};
    std::atomic<std::int64_t> journey_bytes{0};  ///< as journey_store_figures, when asked for
    std::atomic<std::int64_t> journey_days{0};
    std::atomic<std::uint64_t> journey_hits{0};
    std::atomic<std::uint64_t> journey_loads{0};
    std::atomic<std::int64_t> session_bytes{0};  ///< as session_store_figures, when asked for
    std::atomic<std::int64_t> session_days{0};
    std::atomic<std::uint64_t> session_hits{0};
    std::atomic<std::uint64_t> session_loads{0};
    std::atomic<std::uint64_t> session_patches{0};
    std::atomic<std::int64_t> pool_waiting{0};
    std::atomic<std::int64_t> pool_clients{0};          ///< that wait
    std::atomic<std::uint64_t> pool_refused_client{0};  ///< jobs: their client had too many
    std::atomic<std::uint64_t> pool_refused_all{0};     ///< jobs: all clients together had
    std::atomic<std::uint64_t> answers_ready{0};        ///< requests that found theirs ready
    std::atomic<std::int64_t> is_live{0};
    std::atomic<std::uint64_t> access_log_lost{0};  ///< lines that could not be written

    /// The exposition, with the process' memory.
    [[nodiscard]] std::string text() const;

   private:
    void append_requests(std::string& out) const;
    void append_refreshes(std::string& out) const;
    void append_collect(std::string& out) const;
    void append_pool(std::string& out) const;

    static constexpr std::size_t status_classes = 6;
    static constexpr std::array retried_kinds{failure_kind::lost, failure_kind::transient,
                                              failure_kind::setup, failure_kind::data};
    static constexpr std::size_t buckets = 14;
    static constexpr std::array<std::string_view, 8> refusal_codes{
        "origin_refused", "unknown_key",     "token_refused",     "too_many_requests",
        "too_busy",       "too_many_events", "content_too_large", "other"};

    std::array<std::atomic<std::uint64_t>, status_classes> requests_{};
    std::array<std::atomic<std::uint64_t>, buckets + 1> latencies_{};
    std::atomic<std::uint64_t> latency_ns_{0};
    std::array<std::atomic<std::uint64_t>, retried_kinds.size() + 1> failed_refreshes_{};
    std::array<std::atomic<std::uint64_t>, refusal_codes.size()> collect_refusals_{};
    std::array<std::atomic<std::uint64_t>, 4> jobs_{};  // by job_kind
    std::array<std::atomic<std::uint64_t>, 4> job_ns_{};
};

}  // namespace attrib
