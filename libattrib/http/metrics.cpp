#include <fmt/format.h>

#include <algorithm>
#include <libattrib/http/metrics.hpp>
#include <string_view>

namespace attrib {
namespace {

constexpr std::array<std::int64_t, 14> bucket_us{50,      100,     250,       500,       1'000,
                                                 2'500,   5'000,   10'000,    25'000,    50'000,
                                                 100'000, 250'000, 1'000'000, 10'000'000};

constexpr std::array<std::string_view, 4> job_kinds{"report", "ahead", "status", "ingest"};

constexpr std::array<std::string_view, 5> status_names{"1xx", "2xx", "3xx", "4xx", "5xx"};

void append_head(std::string& out, std::string_view name, std::string_view kind,
                 std::string_view help) {
    fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, kind);
}

template <class Number>
void append(std::string& out, std::string_view name, std::string_view kind, std::string_view help,
            const std::atomic<Number>& value, double unit = 1) {
    append_head(out, name, kind, help);
    if (unit == 1)
        fmt::format_to(std::back_inserter(out), "{} {}\n", name, value.load());
    else
        fmt::format_to(std::back_inserter(out), "{} {}\n", name,
                       static_cast<double>(value.load()) * unit);
}

// A counter for each value of a label; `count_of` takes the value's place.
template <std::size_t Size, class CountOf>
void append_by(std::string& out, std::string_view name, std::string_view help,
               std::string_view label, const std::array<std::string_view, Size>& values,
               const CountOf& count_of) {
    append_head(out, name, "counter", help);
    for (std::size_t i = 0; i < Size; ++i)
        fmt::format_to(std::back_inserter(out), "{}{{{}=\"{}\"}} {}\n", name, label, values.at(i),
                       count_of(i).load());
}

}  // namespace

void server_metrics::count_request(int status, std::chrono::nanoseconds took) noexcept {
    const auto kind = static_cast<std::size_t>(std::clamp(status / 100, 0, 5));
    requests_[kind].fetch_add(1, std::memory_order_relaxed);
    const std::int64_t us = took.count() / 1000;
    const auto bucket = std::ranges::lower_bound(bucket_us, us) - bucket_us.begin();
    latencies_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    latency_ns_.fetch_add(static_cast<std::uint64_t>(took.count()), std::memory_order_relaxed);
}

void server_metrics::count_failed_refresh(failure_kind kind) noexcept {
    failed_refreshes_[static_cast<std::size_t>(kind)].fetch_add(1, std::memory_order_relaxed);
}

void server_metrics::count_collect_refusal(std::string_view code) noexcept {
    const auto* const found = std::ranges::find(refusal_codes, code);
    const auto which = std::min<std::size_t>(
        static_cast<std::size_t>(found - refusal_codes.begin()), refusal_codes.size() - 1);
    collect_refusals_.at(which).fetch_add(1, std::memory_order_relaxed);
}

void server_metrics::count_job(job_kind kind, std::chrono::nanoseconds took) noexcept {
    const auto which = static_cast<std::size_t>(kind);
    jobs_.at(which).fetch_add(1, std::memory_order_relaxed);
    job_ns_.at(which).fetch_add(static_cast<std::uint64_t>(took.count()),
                                std::memory_order_relaxed);
}

std::string server_metrics::text() const {
    std::string out;
    append_requests(out);
    append_refreshes(out);
    append_collect(out);
    append_pool(out);
    append(out, "attrib_access_log_lost_total", "counter",
           "Lines of the access log that could not be written.", access_log_lost);
    append(out, "attrib_live", "gauge", "1 while the server hears of changes.", is_live);
    return out;
}

void server_metrics::append_requests(std::string& out) const {
    static_assert(bucket_us.size() == buckets);
    static_assert(status_names.size() + 1 == status_classes);
    append_by(
        out, "attrib_http_requests_total", "Requests answered.", "class",
        status_names, [&](std::size_t i) -> auto& { return requests_.at(i + 1); });
    append_head(out, "attrib_http_request_seconds", "histogram",
                "From the whole request to its answer.");
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < buckets; ++i) {
        sum += latencies_[i].load();
        out += fmt::format("attrib_http_request_seconds_bucket{{le=\"{}\"}} {}\n",
                           static_cast<double>(bucket_us[i]) / 1e6, sum);
    }
    sum += latencies_[buckets].load();
    out += fmt::format(
        "attrib_http_request_seconds_bucket{{le=\"+Inf\"}} {0}\n"
        "attrib_http_request_seconds_sum {1}\nattrib_http_request_seconds_count {0}\n",
        sum, static_cast<double>(latency_ns_.load()) / 1e9);
    append(out, "attrib_http_connections", "gauge", "Open connections.", connections);
    append(out, "attrib_http_connections_refused_total", "counter", "Connections over the limits.",
           connections_refused);
    append(out, "attrib_http_rate_limited_total", "counter",
           "Requests refused as their client sent too many a second.", requests_limited);
    append(out, "attrib_http_unread_bytes", "gauge",
           "Memory of answers that clients have not read yet.", unread_bytes);
    append(out, "attrib_http_slow_readers_closed_total", "counter",
           "Connections closed because the client read its answers too slowly.",
           slow_readers_closed);
    append(out, "attrib_http_answers_cut_off_total", "counter",
           "Answers that ended early because their next piece could not be made.", answers_cut_off);
    append(out, "attrib_http_export_bytes", "gauge",
           "Memory of the rows of answers that are sent in pieces.", export_bytes);
    append(out, "attrib_http_answers_ready_total", "counter",
           "Requests whose answer was ready as bytes.", answers_ready);
    append(out, "attrib_stream_clients", "gauge", "Clients of the event stream.", stream_clients);
    append(out, "attrib_stream_dropped_total", "counter",
           "Clients of the event stream that read too slowly.", stream_dropped);
    append(out, "attrib_stream_messages_total", "counter", "Messages published.", stream_messages);
}

void server_metrics::append_refreshes(std::string& out) const {
    append(out, "attrib_refresh_events_total", "counter",
           "Deliveries that refreshes took in while this server listened.", events_seen);
    append(out, "attrib_refresh_rejects_total", "counter",
           "Rejected rows of the batches that refreshes took in.", rejects_seen);
    append(out, "attrib_refresh_lag_seconds", "gauge",
           "Age of the oldest batch that waits for a refresh.", lag_ms, 0.001);
    append(out, "attrib_refresh_batches_waiting", "gauge", "Batches that wait for a refresh.",
           batches_waiting);
    append(out, "attrib_quarantined_batches", "gauge", "Batches that the tables leave out.",
           quarantined_batches);
    append(out, "attrib_quarantined_users", "gauge", "Users that the tables leave out.",
           quarantined_users);
    std::array<std::string_view, retried_kinds.size()> kinds;
    std::ranges::transform(retried_kinds, kinds.begin(),
                           [](failure_kind kind) { return name_of(kind); });
    append_by(
        out, "attrib_refresh_retries_total", "Refreshes that failed and are tried again.", "kind",
        kinds, [&](std::size_t i) -> auto& {
            return failed_refreshes_.at(static_cast<std::size_t>(retried_kinds.at(i)));
        });
}

void server_metrics::append_collect(std::string& out) const {
    append(out, "attrib_collect_without_consent_total", "counter",
           "Events of clients dropped, as their user did not consent.", collect_without_consent);
    append(out, "attrib_collect_waiting_bytes", "gauge",
           "Memory of events of clients that are not committed yet.", collect_waiting_bytes);
    append(out, "attrib_collect_lost_total", "counter",
           "Events that were answered before the database refused them (--ack fast).",
           collect_lost);
    append(out, "attrib_collect_commits_total", "counter",
           "Transactions in which events of clients were committed together.", collect_groups);
    append_by(
        out, "attrib_collect_refused_total", "Requests of clients that were refused.", "problem",
        refusal_codes, [&](std::size_t i) -> auto& { return collect_refusals_.at(i); });
}

void server_metrics::append_pool(std::string& out) const {
    append(out, "attrib_ingest_accepted_total", "counter", "Events accepted by POST.",
           ingest_accepted);
    append(out, "attrib_ingest_rejected_total", "counter", "Events rejected by POST.",
           ingest_rejected);
    append(out, "attrib_pool_waiting", "gauge", "Queries that wait for a connection.",
           pool_waiting);
    append(out, "attrib_pool_waiting_clients", "gauge", "Clients whose queries wait.",
           pool_clients);
    append_by(
        out, "attrib_pool_refused_total", "Queries refused as too many waited.", "of",
        std::array<std::string_view, 2>{"client", "all"}, [&](std::size_t i) -> auto& {
            return i == 0 ? pool_refused_client : pool_refused_all;
        });
    append(out, "attrib_journey_bytes", "gauge", "Memory of the journeys kept for reports.",
           journey_bytes);
    append(out, "attrib_journey_days", "gauge", "Days whose journeys are kept.", journey_days);
    append(out, "attrib_journey_hits_total", "counter", "Days of journeys found in memory.",
           journey_hits);
    append(out, "attrib_journey_loads_total", "counter", "Days of journeys read from the tables.",
           journey_loads);
    append(out, "attrib_session_bytes", "gauge", "Memory of the sessions kept for reports.",
           session_bytes);
    append(out, "attrib_session_days", "gauge", "Days whose sessions are kept.", session_days);
    append(out, "attrib_session_hits_total", "counter", "Days of sessions found in memory.",
           session_hits);
    append(out, "attrib_session_loads_total", "counter", "Days of sessions read from the tables.",
           session_loads);
    append(out, "attrib_session_patches_total", "counter",
           "Days of sessions of which only changed users were read.", session_patches);
    append_head(out, "attrib_pool_seconds", "summary",
                "Time that connections to the database were used.");
    for (std::size_t i = 0; i < job_kinds.size(); ++i)
        out += fmt::format(
            "attrib_pool_seconds_sum{{for=\"{0}\"}} {1}\nattrib_pool_seconds_count{{for=\"{0}\"}} "
            "{2}\n",
            job_kinds[i], static_cast<double>(job_ns_.at(i).load()) / 1e9, jobs_.at(i).load());
}

}  // namespace attrib
