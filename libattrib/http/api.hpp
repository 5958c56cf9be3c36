/// @file
/// Every request of the server and its answer; knows nothing of sockets.
#pragma once

#include <libattrib/event/host.hpp>
#include <libattrib/http/access.hpp>
#include <libattrib/http/answer_cache.hpp>
#include <libattrib/http/api_documents.hpp>
#include <libattrib/http/byte_budget.hpp>
#include <libattrib/http/change_listener.hpp>
#include <libattrib/http/collect_routes.hpp>
#include <libattrib/http/database_pool.hpp>
#include <libattrib/http/endpoints.hpp>
#include <libattrib/http/group_commit.hpp>
#include <libattrib/http/metrics.hpp>
#include <libattrib/http/rate_limit.hpp>
#include <libattrib/http/static_files.hpp>
#include <libattrib/journeys/journey_store.hpp>
#include <libattrib/journeys/session_store.hpp>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

/// What the API is made of; all of it must outlive it.
struct api_parts {
    answer_cache& cache;
    database_pool& readers;
    database_pool& writers;
    change_listener& feed;
    server_metrics& metrics;
    journey_store& journeys;
    session_store& sessions;
    unsigned threads = 1;         ///< that a report may use
    wall_clock now = system_now;  ///< as the cache has it
    host_list own_hosts{};        ///< of the site, for events that are sent
    /// Told why an answer was cut off, from any thread.
    std::function<void(const std::string&)> on_message{};
};

/// Where an asker gets the next piece of an answer, on any thread; nothing: it could not be made.
using piece_taker = std::function<void(const std::shared_ptr<const csv_piece>&)>;

/// Thread-safe.
class api {
   public:
    api(api_parts parts, access_rules rules, static_files dashboard);

    struct reply {
        shared_response response;
        bool is_stream = false;  ///< then messages of the hub follow
    };

    /// Why a request is refused whatever its body says; for asking before that is read.
    [[nodiscard]] std::optional<problem> refusal(const http_request& request) const;

    /// The answer, if it is there at once; else `taker` gets it later, on any thread. `request`
    /// must hold until then.
    [[nodiscard]] std::optional<reply> answer(const http_request& request,
                                              const response_callback& taker);

    /// Makes the piece of an answer to `request` that `rest` names. `request` need not outlive it.
    void make_piece(const answer_rest& rest, const http_request& request, const piece_taker& taker);

    /// Waits until all events that were taken are stored; their senders may be answered already.
    void flush() { groups_.flush(); }

    /// Events whose senders were answered and that are not stored yet.
    [[nodiscard]] std::size_t unstored_events() const {
        return rules_.collect.acks_early ? groups_.waiting_events_count() : 0;
    }

    /// Header lines for a page whose origin CORS lets in; empty for others.
    [[nodiscard]] std::string origin_lines(const http_request& request) const;

   private:
    using maybe_reply = std::optional<reply>;

    maybe_reply answer_api(const http_request& request, const response_callback& taker);
    maybe_reply answer_report(const http_request& request, const endpoint& asked,
                              std::string_view id, const response_callback& taker);
    maybe_reply answer_query(const http_request& request, const endpoint& asked,
                             const response_callback& taker);
    maybe_reply ready_answer(const std::string& key);
    void get(const std::string& key, const http_request& request, const endpoint& asked,
             report_query query, const response_callback& taker);
    maybe_reply answer_status(const http_request& request, const response_callback& taker);
    maybe_reply answer_ingest(const http_request& request, const response_callback& taker);
    maybe_reply answer_collect(const http_request& request, const collect_route& route,
                               const response_callback& taker);
    [[nodiscard]] bool needs_key(const http_request& request, const collect_route& route) const;
    [[nodiscard]] const collect_route* collect_route_of(const http_request& request) const;
    maybe_reply collect(const collect_route& route, parsed_events events,
                        const std::string& messages, const response_callback& taker);
    [[nodiscard]] shared_response collect_answer(const collect_route& route,
                                                 const parsed_events& events,
                                                 std::string_view messages) const;
    void note_lost(std::uint64_t events, const std::exception_ptr& why);
    void count_stored(std::uint64_t accepted, std::uint64_t rejected);
    maybe_reply store(const http_request& request, ingest_request asked,
                      const response_callback& taker);
    maybe_reply answer_other(const http_request& request, const response_callback& taker);
    maybe_reply answer_readiness(const http_request& request, const response_callback& taker);
    [[nodiscard]] scoped_answer report_answer(connection& on, const endpoint& asked,
                                              report_query query);
    [[nodiscard]] shared_response csv_answer(const endpoint& asked, const report_query& query,
                                             const csv_report& made, const report_source& from);
    [[nodiscard]] report_source source_of(connection& on) const;
    [[nodiscard]] answer_maker maker_of(const endpoint& asked, report_query query,
                                        std::string_view asked_for);
    void submit(job_kind kind, const http_request& request,
                std::function<http_response(connection&)> work, const response_callback& taker);
    [[nodiscard]] std::optional<problem> problem_of_queue(queue_verdict verdict);
    [[nodiscard]] std::string client_of(const http_request& request) const;
    [[nodiscard]] bool is_too_fast(const http_request& request);
    [[nodiscard]] const shared_response* address_limit_of(const http_request& request);
    [[nodiscard]] shared_response file_at(std::string_view path) const;

    api_parts parts_;
    access_rules rules_;
    static_files dashboard_;
    rate_limit limit_;
    rate_limit address_limit_;  // of clients of a site, as the next one
    rate_limit key_limit_;
    byte_budget exports_{std::size_t{512} << 20};        // rows of answers sent in pieces
    byte_budget waiting_bodies_{std::size_t{64} << 20};  // of requests that wait for a writer
    api_documents documents_;
    shared_response stream_head_;
    shared_response too_fast_;
    shared_response address_too_fast_;
    shared_response key_too_fast_;
    shared_response tag_;                           // null: none is served
    std::vector<shared_response> collect_answers_;  // by route; null: each request has its own
    std::vector<row_parser> collect_parsers_;       // by route
    group_commit groups_;
};

}  // namespace attrib
