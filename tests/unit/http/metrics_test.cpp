#include <libattrib/http/metrics.hpp>
#include <sstream>
#include <tests/catch.hpp>
#include <thread>
#include <vector>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;
using std::chrono::microseconds;

}  // namespace

TEST_CASE("requests are counted by class and latency; a bucket holds those below it") {
    server_metrics metrics;
    metrics.count_request(200, microseconds{50});
    metrics.count_request(304, microseconds{51});
    metrics.count_request(404, microseconds{999});
    metrics.count_request(503, std::chrono::seconds{100});
    const std::string text = metrics.text();
    for (const char* const line : {"attrib_http_requests_total{class=\"2xx\"} 1\n",
                                   "attrib_http_requests_total{class=\"3xx\"} 1\n",
                                   "attrib_http_requests_total{class=\"4xx\"} 1\n",
                                   "attrib_http_requests_total{class=\"5xx\"} 1\n",
                                   "attrib_http_request_seconds_bucket{le=\"5e-05\"} 1\n",
                                   "attrib_http_request_seconds_bucket{le=\"0.0001\"} 2\n",
                                   "attrib_http_request_seconds_bucket{le=\"0.001\"} 3\n",
                                   "attrib_http_request_seconds_bucket{le=\"10\"} 3\n",
                                   "attrib_http_request_seconds_bucket{le=\"+Inf\"} 4\n",
                                   "attrib_http_request_seconds_count 4\n"})
        CHECK_THAT(text, Contains(line));
}

TEST_CASE("jobs are counted with their time, by what they are for") {
    server_metrics metrics;
    metrics.count_job(job_kind::report, std::chrono::milliseconds{1500});
    metrics.count_job(job_kind::report, std::chrono::milliseconds{500});
    metrics.count_job(job_kind::ingest, std::chrono::milliseconds{250});
    const std::string text = metrics.text();
    for (const char* const line : {"attrib_pool_seconds_sum{for=\"report\"} 2\n",
                                   "attrib_pool_seconds_count{for=\"report\"} 2\n",
                                   "attrib_pool_seconds_count{for=\"ahead\"} 0\n",
                                   "attrib_pool_seconds_sum{for=\"ingest\"} 0.25\n",
                                   "attrib_pool_refused_total{of=\"client\"} 0\n"})
        CHECK_THAT(text, Contains(line));
}

TEST_CASE("gauges and counters show what they are") {
    server_metrics metrics;
    metrics.connections = 3;
    metrics.stream_clients = 2;
    metrics.lag_ms = 1500;
    metrics.ingest_rejected = 7;
    const std::string text = metrics.text();
    for (const char* const line : {"\nattrib_http_connections 3\n", "\nattrib_stream_clients 2\n",
                                   "\nattrib_refresh_lag_seconds 1.5\n",
                                   "\nattrib_ingest_rejected_total 7\n", "\nattrib_live 0\n"})
        CHECK_THAT(text, Contains(line));
}

TEST_CASE("every line is a comment or a name with a number, every name has a type") {
    std::istringstream lines(server_metrics().text());
    std::string typed;
    for (std::string line; std::getline(lines, line);) {
        INFO(line);
        if (line.starts_with("# TYPE ")) typed = line.substr(7, line.find(' ', 7) - 7);
        if (line.starts_with('#')) continue;
        CHECK(line.starts_with(typed));
        std::size_t end = 0;
        static_cast<void>(std::stod(line.substr(line.rfind(' ')), &end));
        CHECK(end == line.size() - line.rfind(' '));
    }
    CHECK(typed == "attrib_live");
}

TEST_CASE("threads that count together lose nothing") {
    server_metrics metrics;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int request = 0; request < 10'000; ++request)
                    metrics.count_request(200, microseconds{10});
            });
    }
    CHECK_THAT(metrics.text(), Contains("attrib_http_request_seconds_count 40000\n"));
}

TEST_CASE("failed refreshes are counted by kind, and what is set aside is shown") {
    server_metrics metrics;
    metrics.count_failed_refresh(failure_kind::transient);
    metrics.count_failed_refresh(failure_kind::transient);
    metrics.quarantined_users = 3;
    CHECK_THAT(metrics.text(), Contains("attrib_refresh_retries_total{kind=\"transient\"} 2\n") &&
                                   Contains("attrib_refresh_retries_total{kind=\"lost\"} 0\n") &&
                                   Contains("attrib_quarantined_users 3\n") &&
                                   Contains("attrib_quarantined_batches 0\n"));
}

TEST_CASE("refusals of clients of a site are counted by problem, unknown ones together") {
    server_metrics metrics;
    metrics.count_collect_refusal("unknown_key");
    metrics.count_collect_refusal("unknown_key");
    metrics.count_collect_refusal("bad_json");
    metrics.count_collect_refusal("bad_encoding");
    const std::string text = metrics.text();
    for (const char* const line : {"attrib_collect_refused_total{problem=\"unknown_key\"} 2\n",
                                   "attrib_collect_refused_total{problem=\"other\"} 2\n",
                                   "attrib_collect_refused_total{problem=\"too_busy\"} 0\n"})
        CHECK(text.find(line) != std::string::npos);
}

}  // namespace attrib::test
